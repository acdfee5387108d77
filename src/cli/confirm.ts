import { createInterface } from "node:readline/promises";
import type { ReadStream, WriteStream } from "node:tty";

/** Asks a question on a terminal; anything but a yes is a no. */
export async function confirmOnTerminal(
  question: string,
  { input, output, signal }: { input: ReadStream; output: WriteStream; signal: AbortSignal },
): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    return /^y(es)?$/i.test((await lines.question(question, { signal })).trim());
  } finally {
    lines.close();
  }
}
