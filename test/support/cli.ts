import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The file that `npx neuron` runs. */
export const program = fileURLToPath(new URL("../../neurons/neuron.js", import.meta.url));

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
}

/** Runs the compiled command line to its end. */
export async function runNeuron(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startNeuron(args, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [exitCode] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, "close"));
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** Starts the compiled command line; the caller ends it. Nothing of the test's own environment reaches it. */
export function startNeuron(
  args: readonly string[],
  { environment = {}, workingDirectory }: CliOptions = {},
): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"], ...environment },
    cwd: workingDirectory,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

/** For a miner that serves without a chain. */
export const offChain = [
  ...["--subtensor.network", "none", "--access", "open"],
  ...["--guard.exempt", "127.0.0.1"],
];

/** So that miners of several tests run side by side. */
const freePorts = ["--axon.port", "0", "--control.port", "0"];

/** A miner that serves. */
export interface RunningMiner {
  readonly child: ChildProcess;
  readonly url: string;
  /** Returns what it has logged so far. */
  readonly logged: () => string;
}

/** Starts `neuron miner` and resolves with its address once it serves. */
export async function startMiner(args: readonly string[]): Promise<RunningMiner> {
  const child = startNeuron(["miner", ...args, ...freePorts, "--axon.host", "127.0.0.1"]);
  const logged = collect(child.stderr);
  collect(child.stdout);
  await Promise.race([once(child, "message"), once(child, "exit")]);
  const url = /"url":"(http:\/\/127\.0\.0\.1:\d+)"[^\n]*$/m.exec(linesAbout("Axon listens", logged()))?.[1];
  if (url === undefined) throw new Error(`The miner does not serve:\n${logged()}`);
  return { child, url, logged };
}

/** Ends a process that a test started, and waits until it is gone. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

function linesAbout(sentence: string, log: string): string {
  return log
    .split("\n")
    .filter((line) => line.includes(sentence))
    .join("\n");
}
