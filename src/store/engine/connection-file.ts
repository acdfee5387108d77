import { rm } from "node:fs/promises";
import { z } from "zod";
import { findFileText, writeFileAtomically } from "../../lib/files.ts";
import type { Connection } from "../connection.ts";

/** How the engine that runs in a data directory is reached, and which process it is. */
export interface EngineConnection extends Connection {
  /** Of the engine, not of the neuron that started it. */
  readonly pid: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

const engineConnectionSchema: z.ZodType<EngineConnection> = z.object({
  url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }),
  user: z.string().min(1),
  password: z.string().min(1),
  pid: z.number().int().positive(),
  startedAt: z.number().int().nonnegative(),
});

/** Returns what the text of a connection file says, or undefined when no engine of ours wrote it whole. */
export function parseConnectionFile(text: string): EngineConnection | undefined {
  try {
    return engineConnectionSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Returns the text of a connection file. */
export function renderConnectionFile(connection: EngineConnection): string {
  return `${JSON.stringify(connection, undefined, 2)}\n`;
}

/** Returns the connection that the file names, or undefined when there is none. */
export async function findConnection(path: string): Promise<EngineConnection | undefined> {
  const text = await findFileText(path);
  return text === undefined ? undefined : parseConnectionFile(text);
}

/** Writes the file, readable for this operator only: it holds the password. */
export async function writeConnection(path: string, connection: EngineConnection): Promise<void> {
  await writeFileAtomically(path, renderConnectionFile(connection), 0o600);
}

/** Removes the file, unless it names another engine by now. */
export async function removeConnection(path: string, connection: EngineConnection): Promise<void> {
  const found = await findConnection(path);
  if (found?.password === connection.password) await rm(path, { force: true });
}
