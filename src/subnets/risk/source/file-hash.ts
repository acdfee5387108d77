export type HashAlgorithm = "sha256" | "md5";

/** What a file's bytes hash to. */
export interface FileHash {
  readonly algorithm: HashAlgorithm;
  /** Lower case hex. */
  readonly hex: string;
}

/** Returns the hash as one word, for example `sha256:9f86…`. */
export function hashText({ algorithm, hex }: FileHash): string {
  return `${algorithm}:${hex}`;
}

const hexLengths: Readonly<Record<HashAlgorithm, number>> = { sha256: 64, md5: 32 };

/** Returns the hash that a text states, with or without `sha256:` or `md5:` before it, or undefined when none. */
export function findHash(text: string): FileHash | undefined {
  const [, prefix, hex] = /^(?:(sha256|md5):)?([0-9a-f]+)$/.exec(text.trim().toLowerCase()) ?? [];
  if (hex === undefined) return undefined;
  const algorithm = hex.length === hexLengths.sha256 ? "sha256" : "md5";
  if (hex.length !== hexLengths[algorithm] || (prefix !== undefined && prefix !== algorithm))
    return undefined;
  return { algorithm, hex };
}
