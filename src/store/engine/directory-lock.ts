import { openSync } from "node:fs";
import { constants } from "node:os";
import { DataType, load, open } from "ffi-rs";
import { NeuronError } from "../../lib/errors.ts";

/** The running program itself, of which the C library is a part. */
const program = { library: "program", path: "" };
/** LOCK_EX | LOCK_NB of flock(2). */
const exclusiveOrNothing = 2 | 4;

/**
 * Takes the lock that the file stands for, for as long as this process lives; the system gives it up, however the
 * process ends. Returns false while another process holds it. Throws ENGINE_FAILED where the disk has no locks.
 */
export function lockForLife(path: string): boolean {
  open(program);
  const { value, errnoCode, errnoMessage } = load({
    library: program.library,
    funcName: "flock",
    retType: DataType.I32,
    paramsType: [DataType.I32, DataType.I32],
    // Never closed: closing it would give the lock up.
    paramsValue: [openSync(path, "a", 0o600), exclusiveOrNothing],
    errno: true as const,
  });
  if (value === 0) return true;
  if (errnoCode === constants.errno.EWOULDBLOCK) return false;
  throw new NeuronError("ENGINE_FAILED", `The disk of ${path} does not lock files: ${errnoMessage}`);
}
