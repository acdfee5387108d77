import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { kill } from "node:process";

/** Returns whether a process with this id runs, whoever owns it. One that only waits to be reaped does not. */
export async function isProcessAlive(pid: number): Promise<boolean> {
  if (!exists(pid)) return false;
  const state = (await findStatFields(pid))?.at(0);
  return state !== "Z" && state !== "X";
}

/**
 * Returns when the process was started, in the kernel's own ticks since boot, or undefined where there is no such
 * process or no /proc. Together with the id it names one process for good.
 */
export async function findProcessStartTime(pid: number): Promise<string | undefined> {
  return (await findStatFields(pid))?.at(startTimeField);
}

/** Returns the resident memory of a process in bytes, or undefined where there is no such process or no /proc. */
export async function findResidentBytes(pid: number): Promise<number | undefined> {
  const status = await findProcFile(pid, "status");
  const kibibytes = status === undefined ? undefined : /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** Returns what names this run of the machine, whatever its clock says, or undefined where there is no /proc. */
export function findBootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** proc(5) counts starttime as field 22; ours begin with the third. */
const startTimeField = 22 - 3;

/** Returns the fields of proc(5) stat from the third on: the second, the command, may itself hold spaces. */
async function findStatFields(pid: number): Promise<string[] | undefined> {
  const stat = await findProcFile(pid, "stat");
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

async function findProcFile(pid: number, name: string): Promise<string | undefined> {
  return readFile(`/proc/${pid}/${name}`, "utf8").catch(() => undefined);
}
