import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Returns the path of a compiled program below `dist`. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}

/** Starts a program that says over IPC when it serves, and resolves with it then. */
export async function startServer(path: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await Promise.race([once(child, "message"), once(child, "exit")]);
  if (child.exitCode !== null) throw new Error(`${path} ended with ${child.exitCode} before it served`);
  return child;
}

export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Clock ticks per second, as Linux gives them to every program. */
const ticksPerSecond = 100;

/** Returns the CPU time that a process has used so far, in milliseconds. */
export async function cpuTimeMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const [userTicks = 0, systemTicks = 0] = stat
    .slice(stat.lastIndexOf(")"))
    .split(" ")
    .slice(12, 14)
    .map(Number);
  return ((userTicks + systemTicks) * 1000) / ticksPerSecond;
}

/** Returns the resident memory of a process, in megabytes (10^6 bytes). */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const [, kibibytes = "0"] = /VmRSS:\s+(\d+) kB/.exec(status) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}
