import { Worker } from "node:worker_threads";
import { NeuronError } from "../../lib/errors.ts";
import { naclAnswerSchema, type NaclAnswer, type NaclOrder } from "./nacl-messages.ts";

const programUrl = new URL("./nacl-worker-program.js", import.meta.url);

/** A slow machine takes fifteen seconds. */
const timeoutMs = 180_000;

/**
 * Opens or seals a `$NACL` file and returns the result, or undefined when the password is wrong. It happens in a
 * thread of its own, which keeps the event loop free and gives back the 512 MiB afterwards: WebAssembly never does.
 * Throws KEY_DERIVATION_FAILED where the memory is lacking, CANCELLED when the signal fires.
 */
export async function runNacl(order: NaclOrder, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  const answer = await answerTo(order, signal);
  switch (answer.kind) {
    case "done":
      return answer.data;
    case "refused":
      return undefined;
    case "failed":
      throw new NeuronError(
        "KEY_DERIVATION_FAILED",
        `The password could not be turned into a key (${answer.reason}): Argon2 needs 512 MiB of free memory`,
      );
  }
}

async function answerTo(order: NaclOrder, signal: AbortSignal | undefined): Promise<NaclAnswer> {
  if (signal?.aborted === true) throw cancelled();
  // Neither the environment nor flags of this process are any business of the thread.
  const worker = new Worker(programUrl, { workerData: order, env: {}, execArgv: [] });
  try {
    return await firstAnswerOf(worker, signal);
  } finally {
    await worker.terminate();
  }
}

function firstAnswerOf(worker: Worker, signal: AbortSignal | undefined): Promise<NaclAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => resolve({ kind: "failed", reason });
    const deadline = setTimeout(() => fail(`no result within ${timeoutMs} ms`), timeoutMs);
    const cancel = () => reject(cancelled());
    signal?.addEventListener("abort", cancel, { once: true });
    worker.on("message", (message: unknown) => {
      const answer = naclAnswerSchema.safeParse(message);
      if (answer.success) resolve(answer.data);
      else fail("its thread gave no answer that is one");
    });
    worker.on("error", (error: Error) => fail(error.message));
    worker.on("exit", () => {
      clearTimeout(deadline);
      signal?.removeEventListener("abort", cancel);
      fail("its thread ended early");
    });
  });
}

function cancelled(): NeuronError {
  return new NeuronError("CANCELLED", "Cancelled while a password was turned into a key");
}
