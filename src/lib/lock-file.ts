import { createHash, randomUUID } from "node:crypto";
import { link, rm } from "node:fs/promises";
import { pid } from "node:process";
import { z } from "zod";
import { NeuronError } from "./errors.ts";
import { findFileText, writeDurably } from "./files.ts";
import { findProcessStartTime, isProcessAlive } from "./process-identity.ts";

/** An exclusive lock that this process holds. */
export interface Lock {
  /** Gives the lock up; calling it again does nothing, and a lock that became another's is left alone. */
  release(): Promise<void>;
}

/** How often a lock that vanishes or changes while we look at it is looked at again. */
const maxAttempts = 10;

const holderSchema = z.object({
  pid: z.number().int().positive(),
  /** Tells a process from a later one with the same id; absent where the system does not say. */
  startTime: z.string().optional(),
  command: z.string(),
  token: z.string(),
});

type Holder = z.infer<typeof holderSchema>;

/**
 * Takes the lock that the file at `path` stands for, also from an owner that died without releasing it.
 * Throws LOCKED, naming process and command, while a living process holds it.
 *
 * @param command what this process does, for the message that the refused one prints: `neuron miner`.
 */
export async function acquireLock(path: string, command: string): Promise<Lock> {
  const startTime = await findProcessStartTime(pid);
  const holder: Holder = {
    pid,
    ...(startTime === undefined ? {} : { startTime }),
    command,
    token: randomUUID(),
  };
  const content = JSON.stringify(holder);
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (await create(path, content)) return { release: () => releaseOwn(path, content) };
    const found = await findFileText(path);
    if (found === undefined) continue;
    const owner = parseHolder(found);
    if (owner !== undefined && (await isHolding(owner))) throw lockedBy(owner, path);
    await removeStale(path, found, command);
  }
  throw new NeuronError("LOCKED", `The lock ${path} keeps changing hands; try again`, { context: { path } });
}

/**
 * Makes the lock file with its content in one step, so that nobody ever reads an empty one; link(2) is as
 * exclusive as O_EXCL. Returns false when there is a lock file already.
 */
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeDurably(draft, content, 0o600);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes a dead owner's file. Two processes may find the same one, and the slower must not remove the lock that
 * the faster has made since: whoever removes this very content holds a lock named after it, and looks once more.
 */
async function removeStale(path: string, stale: string, command: string): Promise<void> {
  const identity = createHash("sha256").update(stale).digest("hex").slice(0, 16);
  const takeover = await acquireLock(`${path}.${identity}`, command);
  try {
    if ((await findFileText(path)) === stale) await rm(path, { force: true });
  } finally {
    await takeover.release();
  }
}

async function releaseOwn(path: string, content: string): Promise<void> {
  if ((await findFileText(path)) === content) await rm(path, { force: true });
}

async function isHolding(owner: Holder): Promise<boolean> {
  if (!(await isProcessAlive(owner.pid))) return false;
  const startTime = await findProcessStartTime(owner.pid);
  return owner.startTime === undefined || startTime === undefined || owner.startTime === startTime;
}

/** Returns undefined for what no process of ours wrote whole: the disk lost it, so nobody holds it. */
function parseHolder(content: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}

function lockedBy(owner: Holder, path: string): NeuronError {
  return new NeuronError(
    "LOCKED",
    `Process ${owner.pid} (${owner.command}) holds ${path}; stop it first, or use another data directory`,
    { context: { path, pid: owner.pid, command: owner.command } },
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
