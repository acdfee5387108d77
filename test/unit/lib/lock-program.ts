/**
 * Takes a lock in a process that a test may kill: `node lock-program.js <path>`. Prints `held`, or the code of the
 * refusal, and then holds it until standard input ends.
 */
import { asNeuronError } from "../../../src/lib/errors.ts";
import { acquireLock } from "../../../src/lib/lock-file.ts";

const [path = ""] = process.argv.slice(2);
await acquireLock(path, "lock program").then(
  () => process.stdout.write("held\n"),
  (error: unknown) => process.stdout.write(`${asNeuronError(error).code}\n`),
);
process.stdin.resume();
