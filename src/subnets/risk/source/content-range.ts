/** Where the bytes of an answer lie in the object. */
export interface ByteRange {
  readonly offset: number;
  readonly totalBytes: number | undefined;
}

/** Returns the range that a `Content-Range: bytes 5-9/10` states, or undefined when it states none. */
export function findContentRange(header: string | null | undefined): ByteRange | undefined {
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? "") ?? [];
  if (first === undefined) return undefined;
  return { offset: Number(first), totalBytes: total === "*" ? undefined : Number(total) };
}

/** Returns the validator when it is a strong one: bytes of a weakly validated object must not be pieced together. */
export function strongEtag(header: string | null | undefined): string | undefined {
  return header !== null && header !== undefined && header.startsWith('"') ? header : undefined;
}
