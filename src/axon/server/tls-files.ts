import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { messageOf, NeuronError } from "../../lib/errors.ts";

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate chain and its key, in PEM. */
export interface TlsIdentity {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Returns what the files hold. Throws CONFIG_INVALID when one cannot be read or they do not fit each other. */
export async function readTlsFiles(files: TlsFiles): Promise<TlsIdentity> {
  try {
    const identity = { cert: await readFile(files.cert), key: await readFile(files.key) };
    createSecureContext(identity);
    return identity;
  } catch (error) {
    const message = `The axon's certificate cannot be used (${files.cert}, ${files.key}): ${messageOf(error)}`;
    throw new NeuronError("CONFIG_INVALID", message, { cause: error });
  }
}
