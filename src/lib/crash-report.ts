import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { redactText } from "./redact-text.ts";

/** What is known of a crash beside its error. */
export interface CrashFacts {
  readonly kind: "uncaughtException" | "unhandledRejection";
  readonly atMs: number;
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly commandLine: readonly string[];
  readonly residentBytes: number;
}

export interface CrashReportPlace {
  readonly directory: string;
  /** Hidden wherever they occur. */
  readonly secrets: readonly string[];
}

/** A neuron that crashes in a loop must not fill the disk. */
const mostReports = 20;
const longestTextCharacters = 20_000;
const mostCauses = 5;

/**
 * Writes a report of a crash, readable by the owner alone, removes the oldest ones, and returns its path. All at
 * once: a process that crashes must not wait for anything. Throws what the file system throws.
 */
export function writeCrashReport(
  { directory, secrets }: CrashReportPlace,
  error: unknown,
  facts: CrashFacts,
): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const time = new Date(facts.atMs).toISOString().replace(/[:.]/g, "-");
  const path = join(directory, `crash-${time}-${facts.pid}.json`);
  const report = { ...facts, at: new Date(facts.atMs).toISOString(), errors: describeErrors(error) };
  writeFileSync(path, `${JSON.stringify(redactDeep(report, secrets), undefined, 2)}\n`, { mode: 0o600 });
  const reports = readdirSync(directory).filter((name) => name.startsWith("crash-"));
  for (const old of reports.sort().slice(0, -mostReports)) rmSync(join(directory, old), { force: true });
  return path;
}

/** Returns the error and its causes, as far as they go. */
function describeErrors(error: unknown): Record<string, unknown>[] {
  const described: Record<string, unknown>[] = [];
  for (let next = error; next !== undefined && described.length < mostCauses;) {
    if (!(next instanceof Error)) return [...described, { message: inspect(next, { depth: 2 }) }];
    const { name, message, stack = "", cause } = next;
    const code = "code" in next ? { code: String(next.code) } : {};
    described.push({ name, ...code, message, stack: stack.split("\n").map((line) => line.trim()) });
    next = cause;
  }
  return described;
}

function redactDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return redactText(value.slice(0, longestTextCharacters), secrets);
  if (Array.isArray(value)) return value.map((item: unknown) => redactDeep(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, secrets)]));
}
