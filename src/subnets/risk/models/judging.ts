import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type ErrorCode, NeuronError } from "../../../lib/errors.ts";
import type { HeldOutFiles, JudgedHeldOut } from "./judge-held-out.ts";

/** How the thread says how it went. */
export type JudgingOutcome =
  | { readonly kind: "judged"; readonly judged: JudgedHeldOut }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly message: string };

const program = new URL("judging-thread.js", import.meta.url);

/**
 * Judges held-out rows on a thread of its own: trying every calibration on 50,000 rows takes 3 s, during which nobody
 * would be answered. Throws what judging throws; CANCELLED when the signal fires, which ends the thread.
 */
export async function judgeOnThread(files: HeldOutFiles, signal: AbortSignal): Promise<JudgedHeldOut> {
  requireNotCancelled(signal);
  const thread = new Worker(program, { workerData: files });
  const end = () => void thread.terminate();
  signal.addEventListener("abort", end, { once: true });
  try {
    const outcome = await waitForOutcome(thread);
    requireNotCancelled(signal);
    if (outcome.kind === "failed") throw new NeuronError(outcome.code, outcome.message);
    return outcome.judged;
  } finally {
    signal.removeEventListener("abort", end);
    await thread.terminate();
  }
}

async function waitForOutcome(thread: Worker): Promise<JudgingOutcome> {
  const said: unknown[] = await Promise.race([once(thread, "message"), once(thread, "exit").then(() => [])]);
  if (said.length === 0) return { kind: "failed", code: "INTERNAL", message: "The judging thread has ended" };
  // Only our own program says anything there.
  return said[0] as JudgingOutcome;
}

function requireNotCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new NeuronError("CANCELLED", "The judging of a validation was cancelled");
}
