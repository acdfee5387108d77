import { z } from "zod";
import { findBytes } from "../bytes.ts";
import { privateKeyLength, seedLength, type CryptoType } from "../key.ts";
import { findPublicKey } from "../ss58.ts";
import { keyfileRefused } from "./refused.ts";

/** What a plain key file says; a secret that it does not hold is absent. */
export interface KeyfileContent {
  readonly cryptoType: CryptoType;
  readonly secretPhrase?: string;
  readonly secretSeed?: Uint8Array;
  readonly privateKey?: Uint8Array;
  /** Every public key that it states, in whatever form, by the name of its field. */
  readonly stated: ReadonlyMap<string, Uint8Array>;
}

/** The numbers of the ecosystem's schemes (facts: bittensor 2.2). */
const cryptoTypes = new Map<number, CryptoType>([
  [0, "ed25519"],
  [1, "sr25519"],
]);

const defaultCryptoType = 1;
const publicKeyLength = 32;

const text = z.string().max(4_096).nullish();

const keyfileSchema = z.object({
  accountId: text,
  publicKey: text,
  privateKey: text,
  secretPhrase: text,
  secretSeed: text,
  ss58Address: text,
  cryptoType: z.number().nullish(),
});

type KeyfileJson = z.infer<typeof keyfileSchema>;

/**
 * Returns what the text of a plain key file says: JSON with any of its keys absent or null, in any order, or a bare
 * public key in hexadecimal, as the first wallets wrote it (facts: bittensor 2.2). Throws KEYFILE_REFUSED.
 */
export function parseKeyfile(source: string, path: string): KeyfileContent {
  const trimmed = source.trim();
  if (trimmed === "") throw keyfileRefused(path, "is empty: it was not written to its end");
  const bare = findBytes(trimmed, publicKeyLength);
  if (bare !== undefined) return { cryptoType: "sr25519", stated: new Map([["publicKey", bare]]) };
  return contentOf(parseJson(trimmed, path), path);
}

function parseJson(source: string, path: string): KeyfileJson {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw keyfileRefused(path, "is no valid JSON: it is damaged, or was not written to its end");
  }
  const parsed = keyfileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path: [field = "as a whole"] }) => String(field));
  throw keyfileRefused(path, `has values of the wrong type: ${fields.join(", ")}`);
}

function contentOf(json: KeyfileJson, path: string): KeyfileContent {
  const cryptoType = cryptoTypes.get(json.cryptoType ?? defaultCryptoType);
  if (cryptoType === undefined) {
    throw keyfileRefused(path, "has a cryptoType other than 1 (sr25519) and 0 (ed25519)");
  }
  const bytesOf = (field: "secretSeed" | "privateKey" | "publicKey" | "accountId", length: number) => {
    const digits = json[field] ?? undefined;
    const bytes = digits === undefined ? undefined : findBytes(digits, length);
    if (digits === undefined || bytes !== undefined) return bytes;
    throw keyfileRefused(path, `has a ${field} that is not ${length} bytes in hexadecimal`);
  };
  const secretSeed = bytesOf("secretSeed", seedLength);
  const privateKey = bytesOf("privateKey", privateKeyLength(cryptoType));
  const stated = new Map([
    ["publicKey", bytesOf("publicKey", publicKeyLength)],
    ["accountId", bytesOf("accountId", publicKeyLength)],
    ["ss58Address", statedByAddress(json, path)],
  ]);
  return {
    cryptoType,
    ...(typeof json.secretPhrase === "string" && { secretPhrase: json.secretPhrase }),
    ...(secretSeed && { secretSeed }),
    ...(privateKey && { privateKey }),
    stated: new Map([...stated].flatMap(([field, key]) => (key === undefined ? [] : [[field, key]]))),
  };
}

function statedByAddress({ ss58Address }: KeyfileJson, path: string): Uint8Array | undefined {
  if (typeof ss58Address !== "string") return undefined;
  const publicKey = findPublicKey(ss58Address);
  if (publicKey === undefined)
    throw keyfileRefused(path, "has an ss58Address that is no address with prefix 42");
  return publicKey;
}
