/**
 * The engine's process: `node host.js <libchdb> <config.xml> <lock>`, its working directory being where the engine
 * writes its port. ClickHouse runs in a thread of its own inside the library; this thread only decides when to
 * die: on a signal, and when the neuron does, which closes the pipe on standard input however it dies.
 */
import { dirname } from "node:path";
import process from "node:process";
import { DataType, load, open } from "ffi-rs";
import { messageOf } from "../../lib/errors.ts";
import { lockForLife } from "./directory-lock.ts";
import { bootStatements, lockedSentence } from "./engine-config.ts";
import { sweepEmptyMutations } from "./sweep-mutations.ts";

const library = "chdb";

async function main([libraryPath = "", configPath = "", lockPath = ""]: readonly string[]): Promise<void> {
  // An engine has emptied the scratch space of the one that has the tables before it finds them locked.
  if (!lockForLife(lockPath)) throw new Error(`${lockedSentence} ${lockPath}: another engine holds it`);
  sweepEmptyMutations(dirname(lockPath));
  open({ library, path: libraryPath });
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

/** The engine is crash-safe; a clean exit would wait for the sleeping statement (facts: clickhouse 3). */
function die(): void {
  process.kill(process.pid, "SIGKILL");
}

process.on("SIGTERM", die);
process.on("SIGINT", die);
process.stdin.on("end", die).on("error", die).resume();

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`, () => process.exit(1));
});
