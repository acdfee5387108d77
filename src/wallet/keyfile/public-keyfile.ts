import { wipe } from "../bytes.ts";
import { loadKey } from "./load-key.ts";
import { parseKeyfile } from "./parse-keyfile.ts";
import { findFile } from "./read-file.ts";
import { keyfileRefused } from "./refused.ts";

/**
 * Returns the public key in a file like `coldkeypub.txt`, or undefined where there is no file. Throws KEYFILE_REFUSED
 * for a damaged one, and for one that holds a secret.
 */
export async function findPublicKeyIn(path: string): Promise<Uint8Array | undefined> {
  const content = await findFile(path);
  if (content === undefined) return undefined;
  const loaded = await loadKey(parseKeyfile(content.toString("utf8"), path), path);
  if (loaded.kind === "public") return loaded.publicKey;
  wipe(loaded.key.secretKey);
  throw keyfileRefused(path, "must tell a public key only, and holds a secret");
}
