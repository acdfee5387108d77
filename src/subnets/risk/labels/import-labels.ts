import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { utcDate } from "../../../lib/clock.ts";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import { sha256OfFile } from "../../../lib/files.ts";
import { parseHeader, parseLabelRow, type CustomLabel, type LabelColumns } from "./label-file.ts";
import {
  countDisagreements,
  dropUnusedLabels,
  findCurrentImport,
  recordImport,
  type LabelDeps,
} from "./label-store.ts";

/** A file of labels to take. */
export interface LabelFile {
  readonly path: string;
  /** What the labels are known by; labels of the same source are replaced. */
  readonly source: string;
  /** The share of bad rows above which nothing is taken. */
  readonly maxBadShare: number;
  readonly onBadRow: (row: BadRow) => void;
  readonly signal: AbortSignal;
}

export interface BadRow {
  /** From 1, the header. */
  readonly line: number;
  readonly reason: string;
}

export interface ImportResult {
  /** `unchanged` when the source holds this very file. */
  readonly status: "imported" | "unchanged";
  readonly source: string;
  /** The sha256 of the file. */
  readonly version: string;
  readonly labels: number;
  readonly bad: number;
  /** Addresses that the file calls both risky and harmless. */
  readonly disagreements: number;
}

const MAX_FILE_BYTES = 256_000_000;
const ROWS_PER_INSERT = 20_000;

/**
 * Takes a CSV file of labels into the operator's own tables, where they replace those of the same source in one step.
 * Bad rows are told one by one and left out. Throws LABELS_REFUSED, with nothing changed, when the file cannot be read,
 * is too large, has no usable header, no good row, or too many bad ones. The caller holds the network's write lock.
 */
export async function importLabels(deps: LabelDeps, file: LabelFile): Promise<ImportResult> {
  const version = await versionOf(file);
  const current = await findCurrentImport(deps.database, file.source);
  const disagreements = (importId: string) => countDisagreements(deps.database, importId);
  if (current?.version === version) {
    const counts = { labels: current.count_labels, bad: current.count_bad };
    const unchanged = { status: "unchanged", source: file.source, version, ...counts } as const;
    return { ...unchanged, disagreements: await disagreements(current.import_id) };
  }
  await dropUnusedLabels(deps.database);
  const importId = `${version.slice(0, 12)}_${randomBytes(4).toString("hex")}`;
  const taken = await takeRows(deps, file, importId);
  refuseBadFile(file, taken);
  await recordImport(deps, {
    source: file.source,
    importId,
    version,
    fileName: basename(file.path),
    ...taken,
  });
  await dropUnusedLabels(deps.database);
  const disagreeing = await disagreements(importId);
  return { status: "imported", source: file.source, version, ...taken, disagreements: disagreeing };
}

/** Throws LABELS_REFUSED for a file that is not there, or too large to be taken. */
export async function checkLabelFile(path: string): Promise<void> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw refused(`${path} cannot be read: ${messageOf(error)}`, error);
  });
  if (size > MAX_FILE_BYTES) {
    throw refused(`${path} has ${size} bytes; ${MAX_FILE_BYTES} are the most. Split it into several sources`);
  }
}

async function versionOf({ path, signal }: LabelFile): Promise<string> {
  await checkLabelFile(path);
  return sha256OfFile(path, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw refused(`${path} cannot be read: ${messageOf(error)}`, error);
  });
}

interface Taken {
  readonly labels: number;
  readonly bad: number;
}

async function takeRows(deps: LabelDeps, file: LabelFile, importId: string): Promise<Taken> {
  const today = utcDate(deps.clock);
  let [labels, bad] = [0, 0];
  let rows: Record<string, unknown>[] = [];
  for await (const row of readLabels(file)) {
    if ("reason" in row) {
      bad += 1;
      file.onBadRow(row);
      continue;
    }
    labels += 1;
    rows.push(storedRow(row, importId, today));
    if (rows.length < ROWS_PER_INSERT) continue;
    await deps.database.insertRows("custom_labels", rows);
    rows = [];
  }
  await deps.database.insertRows("custom_labels", rows);
  return { labels, bad };
}

type NumberedLabel = CustomLabel & { readonly line: number };

async function* readLabels({ path, signal }: LabelFile): AsyncGenerator<NumberedLabel | BadRow> {
  const lines = createInterface({ input: createReadStream(path, { signal }), crlfDelay: Infinity });
  let columns: LabelColumns | undefined;
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === "") continue;
    if (columns === undefined) {
      columns = columnsOf(path, text);
      continue;
    }
    const parsed = parseLabelRow(text, columns);
    yield "problem" in parsed ? { line, reason: parsed.problem } : { ...parsed.value, line };
  }
}

function columnsOf(path: string, header: string): LabelColumns {
  const parsed = parseHeader(header);
  if ("value" in parsed) return parsed.value;
  throw refused(
    `${path}: ${parsed.problem}. Wanted: address, label (0 or 1) or risk_level, and if known confidence, known_since`,
  );
}

function storedRow(label: NumberedLabel, importId: string, today: string): Record<string, unknown> {
  return {
    import_id: importId,
    address: label.address,
    is_risky: label.isRisky,
    risk_level: label.riskLevel,
    confidence: label.confidence,
    known_since: label.knownSince ?? today,
    line: label.line,
  };
}

function refuseBadFile({ path, maxBadShare }: LabelFile, { labels, bad }: Taken): void {
  if (labels === 0) throw refused(`${path} has no good row`);
  if (bad <= (labels + bad) * maxBadShare) return;
  throw refused(
    `${path}: ${bad} of ${labels + bad} rows are bad, more than a share of ${maxBadShare}. Correct them, or take the good rows with --allow-bad`,
  );
}

function refused(message: string, cause?: unknown): NeuronError {
  return new NeuronError("LABELS_REFUSED", message, { cause });
}
