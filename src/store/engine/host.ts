/**
 * The engine's process: `node host.js <libchdb>`. It loads the library and is told on standard input, in a line of JSON,
 * where its configuration and its lock are, and the directory in which the engine writes its port. ClickHouse runs in a
 * thread of its own inside the library; this thread only decides when to die: on SIGTERM, when it is told nothing, and
 * when the neuron dies, which closes the pipe on standard input however it dies.
 */
import { dirname } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { DataType, load, open } from "ffi-rs";
import { messageOf } from "../../lib/errors.ts";
import { lockForLife } from "./directory-lock.ts";
import type { HostPlace } from "./spawn-host.ts";
import { bootStatements, lockedSentence } from "./engine-config.ts";
import { sweepEmptyMutations } from "./sweep-mutations.ts";

const library = "chdb";

/** Whoever prepares an engine needs one in less than a second, or none at all. */
const unclaimedTimeoutMs = 60_000;

async function main([libraryPath = ""]: readonly string[]): Promise<void> {
  open({ library, path: libraryPath });
  const { path, configPath, lockPath } = await readPlace();
  process.chdir(path);
  // An engine has emptied the scratch space of the one that has the tables before it finds them locked.
  if (!lockForLife(lockPath)) throw new Error(`${lockedSentence} ${lockPath}: another engine holds it`);
  sweepEmptyMutations(dirname(lockPath));
  const engineArguments = [
    "clickhouse",
    "--multiquery",
    `--config-file=${configPath}`,
    `--query=${bootStatements}`,
  ];
  await load({
    library,
    funcName: "query_stable_v2",
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [engineArguments.length, engineArguments],
    runInNewThread: true,
  });
  // The statements never end by themselves: the engine failed, and the library has said why on standard error.
  throw new Error("the engine has ended");
}

async function readPlace(): Promise<HostPlace> {
  const timeout = setTimeout(die, unclaimedTimeoutMs);
  const line = await new Promise<string>((resolve) => createInterface(process.stdin).once("line", resolve));
  clearTimeout(timeout);
  // Nobody but the process that started this one can write there.
  return JSON.parse(line) as HostPlace;
}

/** The engine is crash-safe; a clean exit would wait for the sleeping statement (facts: clickhouse 3). */
function die(): void {
  process.kill(process.pid, "SIGKILL");
}

process.on("SIGTERM", die);
// A terminal and pm2 signal the neuron and all that it has started: it needs the engine until it has stopped.
for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => undefined);
process.stdin.on("end", die).on("error", die).resume();

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`, () => process.exit(1));
});
