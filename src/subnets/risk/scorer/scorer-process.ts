import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../../lib/errors.ts";
import { lowerPriority } from "../../../lib/priority.ts";
import type { ScorerOrder } from "./order.ts";

const programPath = fileURLToPath(new URL("./scorer-program.js", import.meta.url));

/** What is kept of the words of a scorer, the last of them. */
const keptCharacters = 2_000;

/** A program of the operator's own, or ours with an order. */
export type ScorerStart =
  { readonly file: string; readonly args: readonly string[] } | { readonly order: ScorerOrder };

export interface ScorerProcessOptions {
  /** All of its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How the process ended, with the last that it wrote to its output. */
export type ScorerEnd =
  | { readonly kind: "cancelled" | "timedOut" }
  | { readonly kind: "notStarted"; readonly reason: string }
  | {
      readonly kind: "ended";
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly output: string;
    };

/**
 * Runs a scorer as the leader of a process group, and returns how it ended. At the deadline, and when the signal fires,
 * the whole group is killed; so is what it leaves behind when it ends by itself.
 */
export async function runScorerProcess(
  start: ScorerStart,
  { environment, timeoutMs, signal }: ScorerProcessOptions,
): Promise<ScorerEnd> {
  if (signal.aborted) return { kind: "cancelled" };
  const child = startProcess(start, environment);
  let stopped: "cancelled" | "timedOut" | undefined;
  const stop = (reason: "cancelled" | "timedOut") => {
    stopped ??= reason;
    killGroup(child);
  };
  const cancel = () => stop("cancelled");
  signal.addEventListener("abort", cancel, { once: true });
  const deadline = setTimeout(() => stop("timedOut"), timeoutMs);
  try {
    const end = await endOf(child);
    return stopped === undefined ? end : { kind: stopped };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", cancel);
  }
}

function startProcess(start: ScorerStart, environment: Readonly<Record<string, string>>): ChildProcess {
  const own = "file" in start;
  const child = spawn(own ? start.file : process.execPath, own ? start.args : [programPath], {
    env: { ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", ...(own ? [] : (["ipc"] as const))],
  });
  if (child.pid !== undefined) lowerPriority(child.pid, "job");
  // One that is already gone cannot take the order; its end is reported by "close".
  if (!own) child.send(start.order, () => undefined);
  return child;
}

async function endOf(child: ChildProcess): Promise<ScorerEnd> {
  let output = "";
  const keep = (text: string) => {
    output = (output + text).slice(-keptCharacters);
  };
  child.stdout?.setEncoding("utf8").on("data", keep);
  child.stderr?.setEncoding("utf8").on("data", keep);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ kind: "notStarted", reason: messageOf(error) });
    });
    // What it started may hold its output open, and work on for nobody.
    child.once("exit", () => killGroup(child));
    child.once("close", (exitCode, signal) => {
      resolve({ kind: "ended", exitCode, signal, output: output.trim() });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // There is nobody left in it.
  }
}
