import { spawn, type ChildProcess } from "node:child_process";
import { arch, execPath, platform } from "node:process";
import { fileURLToPath } from "node:url";
import { NeuronError } from "../../lib/errors.ts";
import { lowerPriority } from "../../lib/priority.ts";
import { getEngineLibrary } from "./library.ts";

/** Where a process of the engine becomes one: what it is told on standard input. */
export interface HostPlace {
  /** Where the engine writes its port. */
  readonly path: string;
  readonly configPath: string;
  readonly lockPath: string;
}

const hostProgram = fileURLToPath(new URL("./host.js", import.meta.url));

let spare: { readonly libraryPath: string; readonly child: ChildProcess } | undefined;

/**
 * Starts an engine's process that loads the library and then waits to be given its directory: a neuron calls this
 * first of all, and loads itself meanwhile. One that nobody takes ends by itself, or with the neuron. Returns it, or
 * undefined where there is no library: whoever needs the engine will be told.
 */
export function prepareHost(): ChildProcess | undefined {
  try {
    const libraryPath = getEngineLibrary(platform, arch);
    spare ??= { libraryPath, child: spawnHost(libraryPath) };
  } catch (error) {
    if (!(error instanceof NeuronError)) throw error;
  }
  return spare?.child;
}

/** Gives the process that was prepared its place, where there is one that lives, or a new one; returns it. */
export function startHostIn({ path, configPath, lockPath }: HostPlace, libraryPath: string): ChildProcess {
  const child = takeSpare(libraryPath) ?? spawnHost(libraryPath);
  const place: HostPlace = { path, configPath, lockPath };
  // One that has just died cannot take it; that it has is told by its end.
  child.stdin?.on("error", () => undefined).write(`${JSON.stringify(place)}\n`);
  return child;
}

function takeSpare(libraryPath: string): ChildProcess | undefined {
  const prepared = spare;
  spare = undefined;
  const isAlive = prepared?.child.exitCode === null && prepared.child.signalCode === null;
  return isAlive && prepared.libraryPath === libraryPath ? prepared.child : undefined;
}

/**
 * The engine gets no environment: it needs none, and the neuron's holds secrets. It stays in the neuron's session: a
 * system that shares its cores fairly among sessions would not heed its priority in one of its own.
 */
function spawnHost(libraryPath: string): ChildProcess {
  const child = spawn(execPath, [hostProgram, libraryPath], { env: {}, stdio: ["pipe", "ignore", "pipe"] });
  if (child.pid !== undefined) lowerPriority(child.pid, "database");
  return child;
}
