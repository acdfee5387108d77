import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { runNeuron, offChain, startMiner, stop } from "../support/cli.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import type { Bench } from "./bench.ts";
import { residentMegabytes } from "./processes.ts";

const settleMs = 5_000;
/** The default of clickhouse.engine_memory_megabytes. */
const engineCapMegabytes = 2_000;

/** Resident memory of the neuron, idle, in megabytes, after a start on the demo's data. */
export const neuronMemory: Bench = {
  name: "memory.neuron_idle_mb",
  target: { atMost: 220 },
  measure: () => whileIdle(({ neuronPid }) => residentMegabytes(neuronPid)),
};

/** Resident memory of the embedded engine at the same moment, as a share of its cap. */
export const engineMemory: Bench = {
  name: "memory.engine_share_of_cap",
  target: { atMost: 1 },
  measure: () =>
    whileIdle(async ({ enginePid }) => (await residentMegabytes(enginePid)) / engineCapMegabytes),
};

async function whileIdle(
  look: (pids: { neuronPid: number; enginePid: number }) => Promise<number>,
): Promise<number> {
  const dataDirectory = await makeTempDir();
  try {
    const { exitCode, stderr } = await runNeuron([
      "demo",
      "--once",
      "--data-dir",
      dataDirectory,
      "--axon.port",
      "0",
    ]);
    if (exitCode !== 0) throw new Error(`The demo failed:\n${stderr}`);
    const { child } = await startMiner(["--data-dir", dataDirectory, ...offChain]);
    try {
      await delay(settleMs);
      const file: unknown = JSON.parse(await readFile(join(dataDirectory, "engine.json"), "utf8"));
      return await look({
        neuronPid: child.pid ?? 0,
        enginePid: z.object({ pid: z.number() }).parse(file).pid,
      });
    } finally {
      await stop(child);
    }
  } finally {
    await removeTempDir(dataDirectory);
  }
}
