import { getErrorCodes, NeuronError, type ErrorCode } from "../../lib/errors.ts";

/** Stands where a person has still to write. */
export const unwritten = "TO BE WRITTEN";

/** Returns the page with a section for every code that it lacks, for a person to complete, and with right headings. */
export function completeCodes(page: string): string {
  return getErrorCodes().reduce(completeCode, page);
}

/** Returns the heading of a code's section. */
export function headingOf(code: ErrorCode): string {
  const { exitCode, severity } = new NeuronError(code, "");
  return `### \`${code}\`: exit ${exitCode}, ${severity}`;
}

function completeCode(page: string, code: ErrorCode): string {
  const found = new RegExp(`^### \`${code}\`.*$`, "m");
  const heading = headingOf(code);
  if (found.test(page)) return page.replace(found, heading);
  return `${page.trimEnd()}\n\n${heading}\n\n- Cause: ${unwritten}\n- Fix: ${unwritten}\n`;
}
