import { randomBytes } from "node:crypto";
import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { findFileText, writeFileAtomically } from "../../lib/files.ts";

/** Where a running neuron is reached, for the commands of its operator. */
export interface ControlFiles {
  readonly token: string;
  readonly address: string;
}

/** What `address.json` holds while a neuron runs, and after it was killed. */
const addressSchema = z.object({ url: z.url(), pid: z.int() });

export type ControlAddress = z.infer<typeof addressSchema>;

/** Returns the paths of the files below a data directory. */
export function controlFilesIn(dataDirectory: string): ControlFiles {
  const directory = join(dataDirectory, "control");
  return { token: join(directory, "token"), address: join(directory, "address.json") };
}

const tokenBytes = 32;
const tokenPattern = /^[\w-]{43}$/;
const ownerOnly = 0o600;

/**
 * Returns the token, made at the first start and kept from then on, so that what asks for metrics needs to be told
 * once. To take it back, remove the file and restart.
 */
export async function loadToken(path: string): Promise<string> {
  await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
  const known = await findToken(path);
  if (known !== undefined) {
    await chmod(path, ownerOnly);
    return known;
  }
  const token = randomBytes(tokenBytes).toString("base64url");
  await writeFileAtomically(path, `${token}\n`, ownerOnly);
  return token;
}

/** Returns the token, or undefined where there is none that could be read. */
export async function findToken(path: string): Promise<string | undefined> {
  const text = (await findFileText(path))?.trim() ?? "";
  return tokenPattern.test(text) ? text : undefined;
}

/** Says where the neuron is reached. */
export async function saveAddress(path: string, address: ControlAddress): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(address)}\n`, ownerOnly);
}

/** Takes that back, unless another neuron has said so since. */
export async function removeAddress(path: string, own: ControlAddress): Promise<void> {
  const found = await findAddress(path);
  if (found?.pid === own.pid && found.url === own.url) await rm(path, { force: true });
}

/** Returns where a neuron was reached last, or undefined when none runs that ended well. */
export async function findAddress(path: string): Promise<ControlAddress | undefined> {
  const text = await findFileText(path);
  try {
    return text === undefined ? undefined : addressSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
