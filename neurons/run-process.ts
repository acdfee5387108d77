import { setTimeout } from "node:timers/promises";
import { runProgram } from "../src/cli/program.ts";
import { guardAgainstCrashes } from "./crash-guard.ts";
import { createShell } from "./shell.ts";

/** Runs the program with these arguments as this process, and ends it. */
export async function runProcess(args: readonly string[]): Promise<never> {
  // A notice for the developers of the AWS client; operators can do nothing about it.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const exitCode = await runProgram(args, createShell(guardAgainstCrashes()));
  if (exitCode !== 0) await endWaiting();
  // By now everything of ours is stopped; what a process manager has put into the process would keep it alive.
  process.exit(exitCode);
}

/** A process manager needs so long, at most, to read a message before it learns that its process has ended. */
const readingMs = 250;

/**
 * pm2 waits for "ready" even from a process that has ended, up to its listen_timeout, and then lists it as online: it
 * is told, so that `pm2 start` returns at once and shows that nothing runs.
 */
async function endWaiting(): Promise<void> {
  if (process.send?.("ready") === true) await setTimeout(readingMs);
}
