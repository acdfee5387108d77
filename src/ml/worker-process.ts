import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import { lowerPriority } from "../lib/priority.ts";
import { type Answer, type Order, reportSchema } from "./worker-messages.ts";

const programPath = fileURLToPath(new URL("./worker-program.js", import.meta.url));
const MAX_STDERR_CHARACTERS = 2_000;

/** How an order ended; `died` is the end of the process without an answer. */
export type WorkerEnd =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "cancelled" }
  | { readonly kind: "timedOut" }
  | Death;

interface Death {
  readonly kind: "died";
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

export interface OrderOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: ((done: number, total: number) => void) | undefined;
}

interface Running {
  readonly child: ChildProcess;
  readonly death: Promise<Death>;
}

/**
 * A child process that carries out one order at a time, and must not be given another meanwhile. It is killed when the
 * time of an order is over or its signal fires, and is not started again: orders after that end as the last one of a
 * dead process does.
 */
export class WorkerProcess {
  #running: Running | undefined;

  /** Starts the process, which is ready for its first order after about 100 ms; without this, the order starts it. */
  start(): Running {
    return (this.#running ??= startChild());
  }

  /** Returns how the order ended. */
  async carryOut(order: Order, options: OrderOptions): Promise<WorkerEnd> {
    return options.signal?.aborted ? { kind: "cancelled" } : carryOut(this.start(), order, options);
  }

  /** Ends the process; it is gone when this returns. */
  async end(): Promise<void> {
    this.#running?.child.kill("SIGKILL");
    await this.#running?.death;
  }
}

function startChild(): Running {
  const child = fork(programPath, {
    // It inherits nothing of the environment, which holds secrets.
    // OpenMP threads that spin while they wait make training 2 to 5 times slower beside a busy server
    // (facts: xgboost-crypto-http 2).
    env: { OMP_WAIT_POLICY: "passive" },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  if (child.pid !== undefined) lowerPriority(child.pid, "job");
  return { child, death: deathOf(child) };
}

async function deathOf(child: ChildProcess): Promise<Death> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARACTERS);
  });
  return new Promise((resolve) => {
    const died = (exitCode: number | null, signal: string | null) => {
      resolve({ kind: "died", exitCode, signal, stderr: stderr.trim() });
    };
    child.on("close", died);
    child.on("error", (error) => {
      stderr += error.message;
      if (child.pid === undefined) died(null, null);
    });
  });
}

async function carryOut({ child, death }: Running, order: Order, options: OrderOptions): Promise<WorkerEnd> {
  let stopped: "cancelled" | "timedOut" | undefined;
  const stop = (reason: "cancelled" | "timedOut") => {
    stopped ??= reason;
    child.kill("SIGKILL");
  };
  const cancel = () => stop("cancelled");
  const listening = new AbortController();
  options.signal?.addEventListener("abort", cancel, { once: true });
  const deadline = setTimeout(() => stop("timedOut"), options.timeoutMs);
  try {
    const answer = answerOf(child, listening.signal, options.onRound);
    // A child that is already gone cannot take the order; that it died is known.
    child.send(order, () => undefined);
    const end = await Promise.race([answer, death]);
    return end.kind === "died" && stopped ? { kind: stopped } : end;
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener("abort", cancel);
    listening.abort();
  }
}

/** Never settles where there is no answer. */
async function answerOf(
  child: ChildProcess,
  listening: AbortSignal,
  onRound: OrderOptions["onRound"],
): Promise<WorkerEnd> {
  return new Promise((resolve) => {
    const hear = (message: unknown) => {
      const report = reportSchema.safeParse(message);
      // What is no report is no answer either: the order ends with its time, or with the process.
      if (!report.success) return;
      if (report.data.kind === "round") onRound?.(report.data.done, report.data.total);
      else resolve({ kind: "answered", answer: report.data });
    };
    child.on("message", hear);
    listening.addEventListener("abort", () => child.off("message", hear), { once: true });
  });
}
