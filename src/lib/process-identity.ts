import { readFile } from "node:fs/promises";
import { kill } from "node:process";

/** Returns whether a process with this id exists, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Returns when the process was started, in the kernel's own ticks since boot (proc(5), field 22 of stat), or
 * undefined where there is no such process or no /proc. With the id it names one process for good.
 */
export async function findProcessStartTime(pid: number): Promise<string | undefined> {
  const stat = await findProcFile(pid, "stat");
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  return stat
    ?.slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .at(startTimeField);
}

/** Returns the resident memory of a process in bytes, or undefined where there is no such process or no /proc. */
export async function findResidentBytes(pid: number): Promise<number | undefined> {
  const status = await findProcFile(pid, "status");
  const kibibytes = status === undefined ? undefined : /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** Field 22 of stat, counted from the third: the first after the command. */
const startTimeField = 22 - 3;

async function findProcFile(pid: number, name: string): Promise<string | undefined> {
  return readFile(`/proc/${pid}/${name}`, "utf8").catch(() => undefined);
}
