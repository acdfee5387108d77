import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import { type Answer, type Order, reportSchema } from "./worker-messages.ts";

const programPath = fileURLToPath(new URL("./worker-program.js", import.meta.url));
const MAX_STDERR_CHARACTERS = 2_000;

/** How a child process ended; `died` is an end without an answer. */
export type WorkerEnd =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "cancelled" }
  | { readonly kind: "timedOut" }
  | {
      readonly kind: "died";
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stderr: string;
    };

export interface WorkerProcessOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: ((done: number, total: number) => void) | undefined;
}

/**
 * Has one order carried out by a child process and returns how that ended. The child is gone when this returns: it is
 * killed when the time is over or the signal fires. It inherits nothing of the environment, which holds secrets.
 */
export async function runWorkerProcess(order: Order, options: WorkerProcessOptions): Promise<WorkerEnd> {
  if (options.signal?.aborted) return { kind: "cancelled" };
  const child = fork(programPath, {
    // OpenMP threads that spin while they wait make training 2 to 5 times slower beside a busy server
    // (facts: xgboost-crypto-http 2).
    env: { OMP_WAIT_POLICY: "passive" },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stopped: "cancelled" | "timedOut" | undefined;
  const stop = (reason: "cancelled" | "timedOut") => {
    stopped ??= reason;
    child.kill("SIGKILL");
  };
  const cancel = () => stop("cancelled");
  options.signal?.addEventListener("abort", cancel, { once: true });
  const deadline = setTimeout(() => stop("timedOut"), options.timeoutMs);
  try {
    const end = await endOf(child, order, options.onRound);
    return end.kind === "died" && stopped ? { kind: stopped } : end;
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener("abort", cancel);
  }
}

async function endOf(
  child: ChildProcess,
  order: Order,
  onRound: WorkerProcessOptions["onRound"],
): Promise<WorkerEnd> {
  let answer: Answer | undefined;
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARACTERS);
  });
  child.on("message", (message: unknown) => {
    const report = reportSchema.safeParse(message);
    // What is no report is no answer either, and the end without an answer is the error that is told.
    if (!report.success) return;
    if (report.data.kind === "round") onRound?.(report.data.done, report.data.total);
    else answer = report.data;
  });
  return new Promise((resolve) => {
    const died = (exitCode: number | null, signal: string | null) => {
      resolve(
        answer ? { kind: "answered", answer } : { kind: "died", exitCode, signal, stderr: stderr.trim() },
      );
    };
    child.on("close", died);
    child.on("error", (error) => {
      stderr += error.message;
      if (child.pid === undefined) died(null, null);
    });
    // A child that is already gone cannot take the order; its end is reported by "close".
    child.send(order, () => undefined);
  });
}
