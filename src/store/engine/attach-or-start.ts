import { join } from "node:path";
import type { Clock } from "../../lib/clock.ts";
import { NeuronError } from "../../lib/errors.ts";
import {
  findConnection,
  removeConnection,
  writeConnection,
  type EngineConnection,
} from "./connection-file.ts";
import { startHost, type Host, type HostSettings } from "./host-process.ts";
import { probe } from "./probe.ts";
import { sweepRunDirectories } from "./run-directory.ts";

/** An engine in use: our own child, or one that another process of this operator runs. */
export type EngineSession =
  | { readonly kind: "own"; readonly connection: EngineConnection; readonly host: Host }
  | { readonly kind: "attached"; readonly connection: EngineConnection };

/** Whoever is faster needs so long to come up, at most; then the slower attaches to it. */
const raceTimeoutMs = 60_000;
const racePollMs = 250;

/**
 * Returns the engine that serves the data directory: the running one that the connection file names, or a new
 * child. Of two processes that start one at the same time, the engine's own lock lets one win and the other
 * attaches. Throws ENGINE_FAILED when neither comes about.
 */
export async function attachOrStart(
  settings: HostSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<EngineSession> {
  for (let waitedMs = 0; waitedMs < raceTimeoutMs; waitedMs += racePollMs) {
    const session = (await attach(settings.dataDir)) ?? (await startUnlessLocked(settings, clock, signal));
    if (session !== undefined) return session;
    await clock.sleep(racePollMs, signal);
  }
  throw new NeuronError(
    "ENGINE_FAILED",
    `Another process holds the tables in ${settings.dataDir}, but no engine answers there; end it, or use another data directory`,
    { context: { dataDir: settings.dataDir } },
  );
}

/** Ends our own child and takes its connection file away; an attached engine is left running. */
export async function leave(session: EngineSession, dataDir: string): Promise<void> {
  if (session.kind === "attached") return;
  await session.host.end();
  await session.host.clean();
  await removeConnection(connectionFilePath(dataDir), session.connection);
}

/** Where an engine's connection is written for other commands of the same operator. */
export function connectionFilePath(dataDir: string): string {
  return join(dataDir, "engine.json");
}

async function attach(dataDir: string): Promise<EngineSession | undefined> {
  const connection = await findConnection(connectionFilePath(dataDir));
  if (connection === undefined || (await probe(connection)).kind !== "answers") return undefined;
  return { kind: "attached", connection };
}

async function startUnlessLocked(
  settings: HostSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<EngineSession | undefined> {
  const host = await startHost(settings, clock, signal).catch((error: unknown) => {
    if (error instanceof NeuronError && error.code === "LOCKED") return undefined;
    throw error;
  });
  if (host === undefined) return undefined;
  try {
    await sweepRunDirectories(settings.dataDir);
    await writeConnection(connectionFilePath(settings.dataDir), host.connection);
  } catch (error) {
    await host.end();
    await host.clean();
    throw error;
  }
  return { kind: "own", connection: host.connection, host };
}
