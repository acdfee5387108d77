import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { controlFilesIn, findAddress } from "../../control/server/token-file.ts";
import { isProcessAlive } from "../../lib/process-identity.ts";
import { openXgboost } from "../../ml/xgboost-library.ts";
import type { Call } from "../command.ts";
import { isPortFree } from "../free-port.ts";
import { attempt, fail, pass, warn, type Check } from "./check.ts";

const neededNode = [20, 19] as const;
const bytesPerMegabyte = 1_000_000;
const littleFreeMegabytes = 10_000;
const noFreeMegabytes = 1_000;
/** What the neuron itself and a training beside the engine take. */
const ownMemoryMegabytes = 1_000;

/** Checks what the machine must have: Node, XGBoost, disk, memory, free ports. */
export async function checkMachine(call: Call): Promise<Check[]> {
  const { settings } = call.config;
  const directory = resolve(call.shell.workingDirectory, settings.dataDir);
  // A directory that cannot be looked into has a check of its own.
  const isRunning = await hasRunningNeuron(directory).catch(() => false);
  return [
    judgeNode(process.versions.node),
    await attempt({ name: "xgboost", fix: "apt install libxgboost0, or set xgboost.library" }, () => {
      openXgboost(settings.xgboost.library);
      return pass("xgboost", `The library ${settings.xgboost.library ?? "of the system"} can be loaded`);
    }),
    await attempt({ name: "data directory", fix: `Make ${directory} writable, or set data_dir` }, () =>
      checkWritable(directory),
    ),
    await attempt({ name: "disk", fix: "Set data_dir to a directory that exists" }, async () => {
      const { bavail, bsize } = await statfs(directory);
      return judgeDisk((bavail * bsize) / bytesPerMegabyte);
    }),
    judgeMemory(await readMemory(), settings.clickhouse.engineMemoryMegabytes),
    await checkPort("axon port", { ...settings.axon, isRunning, setting: "axon.port" }),
    settings.control.enabled
      ? await checkPort("control port", { ...settings.control, isRunning, setting: "control.port" })
      : warn("control port", "Switched off: no health, metrics or dashboard", "Set control.enabled to true"),
    isRunning
      ? pass("neuron", "Runs on this data directory")
      : warn(
          "neuron",
          "Does not run on this data directory, or its control API is off",
          "neuron logs says how the last one ended; then start it: neuron miner, or pm2 restart neuron",
        ),
  ];
}

/** Returns whether this version of Node is new enough. */
export function judgeNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [neededMajor, neededMinor] = neededNode;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor))
    return pass("node", `Node ${version}`);
  return fail("node", `Node ${version} is too old`, `Install Node ${neededNode.join(".")} or newer`);
}

/** Returns whether so much free space, in megabytes, is enough. */
export function judgeDisk(freeMegabytes: number): Check {
  const detail = `${(freeMegabytes / 1_000).toFixed(1)} GB free for data_dir`;
  const fix = "Free some space, or move data_dir; a batch takes up to a gigabyte";
  if (freeMegabytes < noFreeMegabytes) return fail("disk", detail, fix);
  return freeMegabytes < littleFreeMegabytes ? warn("disk", detail, fix) : pass("disk", detail);
}

/** Returns whether so much memory is enough beside an engine that may take this much, all in megabytes. */
export function judgeMemory(
  memory: { totalMegabytes: number; availableMegabytes: number },
  engineMegabytes: number,
) {
  const { totalMegabytes, availableMegabytes } = memory;
  const detail = `${Math.round(availableMegabytes)} of ${Math.round(totalMegabytes)} MB are free; the engine may take ${engineMegabytes} MB`;
  const fix = "Set clickhouse.engine_memory_megabytes lower, or give the machine more memory";
  const needed = engineMegabytes + ownMemoryMegabytes;
  return totalMegabytes < needed ? warn("memory", detail, fix) : pass("memory", detail);
}

async function readMemory() {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return {
    totalMegabytes: totalmem() / bytesPerMegabyte,
    availableMegabytes: (available === undefined ? freemem() : Number(available) * 1_024) / bytesPerMegabyte,
  };
}

async function checkWritable(directory: string): Promise<Check> {
  await mkdir(directory, { recursive: true });
  const probe = join(directory, `.doctor-${process.pid}`);
  await writeFile(probe, "");
  await rm(probe, { force: true });
  return pass("data directory", `${directory} can be written`);
}

interface Port {
  readonly host: string;
  readonly port: number;
  readonly isRunning: boolean;
  readonly setting: string;
}

async function checkPort(name: string, { host, port, isRunning, setting }: Port): Promise<Check> {
  if (await isPortFree({ host, port })) {
    const detail = `${host} port ${port} is free`;
    return isRunning && port !== 0
      ? warn(name, `${detail}, though the neuron runs: it runs with other settings`, "Restart the neuron")
      : pass(name, detail);
  }
  if (isRunning) return pass(name, `${host} port ${port} is taken, as it should be: the neuron runs`);
  const fix = `ss -lntp | grep :${port} shows the program that holds it; or set ${setting}`;
  return fail(name, `${host} port ${port} cannot be taken: another program holds it`, fix);
}

async function hasRunningNeuron(dataDirectory: string): Promise<boolean> {
  const address = await findAddress(controlFilesIn(dataDirectory).address);
  return address !== undefined && (await isProcessAlive(address.pid));
}
