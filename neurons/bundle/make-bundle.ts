/** Makes the bundle of the program, and has it rehearse a start: `npm run build` does so after compiling. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { distDirectory } from "./bundle.ts";
import { writeBundle } from "./write-bundle.ts";

const rehearsalPath = fileURLToPath(new URL("./rehearse.js", import.meta.url));
const start = [
  "miner",
  ...["--subtensor.network", "none", "--access", "open"],
  ...["--axon.host", "127.0.0.1", "--axon.port", "0", "--control.port", "0"],
];
const rehearsalTimeoutMs = 60_000;

await writeBundle(distDirectory);
const dataDirectory = await mkdtemp(join(tmpdir(), "neuron-rehearsal-"));
try {
  await rehearse(dataDirectory);
} finally {
  await rm(dataDirectory, { recursive: true, force: true });
}

/** Starts a miner without a chain on an empty directory, and stops it as soon as it serves. */
async function rehearse(directory: string): Promise<void> {
  const miner = fork(rehearsalPath, [...start, "--data-dir", directory], {
    cwd: directory,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    timeout: rehearsalTimeoutMs,
  });
  miner.once("message", () => miner.kill("SIGTERM"));
  const [log] = await Promise.all([miner.stderr && text(miner.stderr), once(miner, "close")]);
  if (miner.exitCode === 0) return;
  process.stderr.write(`${log ?? ""}The bundle could not rehearse a start; the neuron will start slower.\n`);
}
