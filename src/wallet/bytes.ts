/** Returns `0x` and lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** Returns the bytes of hexadecimal text, with or without `0x`, or undefined unless it is exactly that many. */
export function findBytes(text: string, length: number): Uint8Array | undefined {
  const digits = text.startsWith("0x") ? text.slice(2) : text;
  if (digits.length !== 2 * length || !/^[0-9a-fA-F]*$/.test(digits)) return undefined;
  // Not Buffer.from: that one shares its memory with others, and a secret must be alone to be overwritten.
  const bytes = Buffer.alloc(length);
  bytes.write(digits, "hex");
  return bytes;
}

/** Returns whether both hold the same bytes. For public values: takes less time the sooner they differ. */
export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/**
 * Overwrites secrets that are no longer needed. It shortens how long they stay in memory and is no proof against a
 * reader of it: strings and copies inside WebAssembly live until their memory is used again.
 */
export function wipe(...secrets: readonly (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
