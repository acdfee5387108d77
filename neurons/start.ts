import { prepareHost } from "../src/store/engine/spawn-host.ts";

const helpFlags = new Set(["-h", "--help"]);

/** Runs the program with these arguments as this process, and ends it. */
export async function start(args: readonly string[]): Promise<never> {
  // The engine's library is loaded while this process loads itself: validators wait for both.
  if (args[0] === "miner" && !args.some((word) => helpFlags.has(word))) prepareHost();
  const { runProcess } = await import("./run-process.ts");
  return runProcess(args);
}
