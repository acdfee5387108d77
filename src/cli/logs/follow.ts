import { open, type FileHandle } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import { unlessMissing } from "../../lib/files.ts";
import { currentLogName } from "../../ops/logs/log-files.ts";
import type { Call, Result } from "../command.ts";

const usualLines = 100;
const mostLines = 100_000;
/** As much of the file's end as is read for its last lines. */
const tailBytes = 4_000_000;
const pollMs = 500;

/** Where the files of the log are below a data directory. */
export function logDirectoryIn(dataDirectory: string): string {
  return join(dataDirectory, "logs");
}

/** Prints the last lines of the log's current file, and with --follow what is added, until told to stop. */
export async function printLogs(call: Call): Promise<Result> {
  const { shell, config, options, tools } = call;
  const count = countOf(options["lines"]);
  const path = join(logDirectoryIn(resolve(shell.workingDirectory, config.settings.dataDir)), currentLogName);
  const place = await openLog(path);
  const lines = (await readNew(place)).split("\n").filter((line) => line !== "");
  for (const line of lines.slice(-count)) call.print(lineText(line));
  while (options["follow"] === true && !shell.signal.aborted) {
    await tools.clock.sleep(pollMs, shell.signal).catch(() => undefined);
    for (const line of await readAdded(path, place)) call.print(lineText(line));
  }
  await place.file.close();
  return { file: path };
}

/** How far a file was read. */
interface Place {
  file: FileHandle;
  inode: number;
  offset: number;
  /** The beginning of a line that was not whole yet. */
  rest: string;
}

async function openLog(path: string): Promise<Place> {
  const file = await unlessMissing(open(path, "r"));
  if (file === undefined) {
    const message = `There is no log at ${path}: the miner writes it while it runs, unless log.files is off`;
    throw new NeuronError("USAGE_INVALID", message);
  }
  const { ino, size } = await file.stat();
  return { file, inode: ino, offset: Math.max(0, size - tailBytes), rest: "" };
}

/** Reads on, in the next file too where the neuron has begun one. */
async function readAdded(path: string, place: Place): Promise<string[]> {
  let text = place.rest + (await readNew(place));
  const next = await openLog(path).catch(() => undefined);
  if (next !== undefined && next.inode !== place.inode) {
    await place.file.close();
    Object.assign(place, next);
    text += await readNew(place);
  } else await next?.file.close();
  const lines = text.split("\n");
  place.rest = lines.pop() ?? "";
  return lines.filter((line) => line !== "");
}

async function readNew(place: Place): Promise<string> {
  const { size } = await place.file.stat();
  const buffer = Buffer.alloc(Math.max(0, Math.min(size - place.offset, tailBytes)));
  const { bytesRead } = await place.file.read(buffer, 0, buffer.length, place.offset);
  place.offset += bytesRead;
  return buffer.toString("utf8", 0, bytesRead);
}

const lineSchema = z.looseObject({ timestamp: z.string(), level: z.string(), message: z.string() });

/** Files hold JSON; people get text. */
function lineText(line: string): string {
  try {
    const { timestamp, level, message, ...fields } = lineSchema.parse(JSON.parse(line));
    const rest = Object.entries(fields).map(
      ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    return [timestamp, level.toUpperCase().padEnd(5), message, ...rest].join(" ");
  } catch {
    return line;
  }
}

function countOf(option: string | boolean | undefined): number {
  const count = option === undefined ? usualLines : Number(option);
  if (Number.isInteger(count) && count > 0 && count <= mostLines) return count;
  throw new NeuronError("USAGE_INVALID", `--lines is a whole number from 1 to ${mostLines}`);
}
