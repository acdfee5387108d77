import type { ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import type { Clock } from "../../lib/clock.ts";
import { giveWay } from "../../lib/disk-reserve.ts";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import type { EngineConnection } from "./connection-file.ts";
import { engineUser, lockedSentence } from "./engine-config.ts";
import { probe } from "./probe.ts";
import { findPort, makeRunDirectory, type RunDirectory } from "./run-directory.ts";
import { startHostIn } from "./spawn-host.ts";

export interface HostSettings {
  /** The neuron's data directory: the engine's tables are in its `clickhouse`. */
  readonly dataDir: string;
  /** The engine refuses queries that would take more than this. */
  readonly maxMemoryBytes: number;
  readonly libraryPath: string;
}

/** A running engine that this process started. */
export interface Host {
  readonly connection: EngineConnection;
  /** Resolves when the engine's process has ended, for whatever reason. */
  readonly ended: Promise<HostEnd>;
  /** Ends the engine, waits until it is gone and tells how it went; calling it again only tells. */
  end(): Promise<HostEnd>;
  /** Removes the files of this run; only after its end. */
  clean(): Promise<void>;
}

export interface HostEnd {
  readonly exitCode: number | null;
  readonly exitSignal: string | null;
  /** The last that it wrote on standard error. */
  readonly lastWords: string;
}

/** Loading parts takes under a second for 2,000 partitions; a cold disk takes longer (facts: clickhouse 3). */
const startTimeoutMs = 60_000;
const portPollMs = 5;
/** On a full disk the port's file stays empty, and the engine says nothing of it. */
const unwrittenTimeoutMs = 1_000;
const lastWordsChars = 2_000;
const passwordBytes = 24;

/**
 * Starts the engine and waits until it answers; once more where it failed on a disk that was filled since it was given
 * room. Throws LOCKED when another engine holds the data directory, else ENGINE_FAILED with what the engine said.
 */
export async function startHost(settings: HostSettings, clock: Clock, signal: AbortSignal): Promise<Host> {
  await makeRoom(settings);
  try {
    return await attempt(settings, clock, signal);
  } catch (error) {
    const isLocked = error instanceof NeuronError && error.code === "LOCKED";
    if (signal.aborted || isLocked || !(await makeRoom(settings))) throw error;
    return await attempt(settings, clock, signal);
  }
}

/** Returns whether there was hardly any left, and there is more now. */
function makeRoom({ dataDir }: HostSettings): Promise<boolean> {
  return preparing(dataDir, async () => {
    await mkdir(dataDir, { recursive: true });
    return giveWay(dataDir);
  });
}

async function attempt(settings: HostSettings, clock: Clock, signal: AbortSignal): Promise<Host> {
  const { dataDir, maxMemoryBytes, libraryPath } = settings;
  const password = randomBytes(passwordBytes).toString("base64url");
  const passwordSha256 = createHash("sha256").update(password).digest("hex");
  const directory = await preparing(dataDir, () => makeRunDirectory(dataDir, maxMemoryBytes, passwordSha256));
  const child = startHostIn(directory, libraryPath);
  const ended = waitForEnd(child);
  const end = () => {
    child.kill("SIGKILL");
    return ended;
  };
  const clean = () => rm(directory.path, { recursive: true, force: true });
  try {
    const port = await waitForPort({ directory, ended, clock, signal });
    const connection: EngineConnection = {
      url: `http://127.0.0.1:${port}`,
      user: engineUser,
      password,
      pid: getPid(child),
      startedAt: clock.now(),
    };
    await requireAnswer(connection);
    return { connection, ended, end, clean };
  } catch (error) {
    await end();
    await clean();
    throw error;
  }
}

async function preparing<T>(dataDir: string, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    throw new NeuronError(
      "ENGINE_FAILED",
      `Cannot prepare the data directory ${dataDir} for the embedded engine: ${messageOf(error)}`,
      { context: { dataDir }, cause: error },
    );
  }
}

function waitForEnd(child: ChildProcess): Promise<HostEnd> {
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-lastWordsChars);
  });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      resolve({ exitCode: null, exitSignal: null, lastWords: error.message });
    });
    child.once("close", (exitCode, exitSignal) => {
      resolve({ exitCode, exitSignal, lastWords: lastWords.trim() });
    });
  });
}

interface PortWait {
  readonly directory: RunDirectory;
  readonly ended: Promise<HostEnd>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function waitForPort({ directory, ended, clock, signal }: PortWait): Promise<number> {
  let unwrittenMs = 0;
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += portPollMs) {
    const port = await findPort(directory);
    if (typeof port === "number") return port;
    if (port === "unwritten") unwrittenMs += portPollMs;
    if (unwrittenMs >= unwrittenTimeoutMs) throw portUnwritten();
    const end = await Promise.race([ended, clock.sleep(portPollMs, signal)]);
    if (end !== undefined) throw startFailure(end);
  }
  throw new NeuronError(
    "ENGINE_FAILED",
    `The embedded ClickHouse engine was not ready within ${startTimeoutMs / 1000} s; is the disk very slow or full?`,
  );
}

function portUnwritten(): NeuronError {
  return new NeuronError(
    "ENGINE_FAILED",
    "The embedded ClickHouse engine cannot write to its directory; is the disk full?",
  );
}

function startFailure(end: HostEnd): NeuronError {
  const context = { exitCode: end.exitCode, exitSignal: end.exitSignal };
  if (end.lastWords.includes(lockedSentence)) {
    return new NeuronError("LOCKED", "Another ClickHouse engine holds the data directory", { context });
  }
  return new NeuronError(
    "ENGINE_FAILED",
    `The embedded ClickHouse engine did not start: ${firstLine(end.lastWords)}`,
    { context: { ...context, lastWords: end.lastWords } },
  );
}

async function requireAnswer(connection: EngineConnection): Promise<void> {
  const result = await probe(connection);
  if (result.kind === "answers") return;
  throw new NeuronError(
    "ENGINE_FAILED",
    `The embedded ClickHouse engine started but does not answer: ${result.error.message}`,
    { cause: result.error },
  );
}

/** A child that told its port has an id; the type also covers one that could not be spawned. */
function getPid(child: ChildProcess): number {
  if (child.pid === undefined) throw new NeuronError("INTERNAL", "The engine's process has no id");
  return child.pid;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
