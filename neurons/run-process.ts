import { runProgram } from "../src/cli/program.ts";
import { guardAgainstCrashes } from "./crash-guard.ts";
import { createShell } from "./shell.ts";

/** Runs the program with these arguments as this process, and ends it. */
export async function runProcess(args: readonly string[]): Promise<never> {
  // A notice for the developers of the AWS client; operators can do nothing about it.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const exitCode = await runProgram(args, createShell(guardAgainstCrashes()));
  // By now everything of ours is stopped; what a process manager has put into the process would keep it alive.
  process.exit(exitCode);
}
