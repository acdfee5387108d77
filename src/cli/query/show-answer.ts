import type { AnswerSignature } from "../../dendrite/verify-answer.ts";
import type { Output } from "../shell.ts";
import type { Miner } from "./find-miner.ts";

/** Fills a terminal once. */
const mostLines = 40;
const mostLineCharacters = 200;

/** Returns a body as JSON for people: shortened on a terminal, whole elsewhere. Control characters never reach one. */
export function shownBody(body: Buffer, { isTerminal }: Pick<Output, "isTerminal">): string {
  const value = valueOf(body);
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  if (!isTerminal) return text;
  const lines = text.split("\n");
  const shown = lines.slice(0, mostLines).map(shorten);
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… ${rest} more lines: use --json or --output FILE`] : [])].join("\n");
}

function shorten(line: string): string {
  const printable = line.replace(/\p{Cc}/gu, "?");
  return printable.length > mostLineCharacters ? `${printable.slice(0, mostLineCharacters)}…` : printable;
}

/** Returns the JSON value of a body, or its text when it is none. */
export function valueOf(body: Buffer): unknown {
  const text = body.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    // A miner may answer with text; it is shown as that.
    return text;
  }
}

/** Returns who signed an answer and when, and how we know who that is. */
export function describeSigner(
  { hotkey, signedAtMs }: Extract<AnswerSignature, { outcome: "valid" }>,
  { hotkeySource }: Pick<Miner, "hotkeySource">,
): string {
  const signed = `Signed by ${hotkey} at ${timeText(signedAtMs)}`;
  return hotkeySource === "health" ? `${signed}; that this is its hotkey is the miner's own word` : signed;
}

/** A time beyond what a Date holds stays a number. */
function timeText(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? `${timeMs} ms` : date.toISOString();
}
