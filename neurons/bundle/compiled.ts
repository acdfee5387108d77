import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const digestLength = 32;

/** Writes what V8 has compiled, after its SHA-256. */
export function saveCompiled(path: string, compiled: Buffer): void {
  writeFileSync(`${path}.new`, Buffer.concat([digestOf(compiled), compiled]));
  renameSync(`${path}.new`, path);
}

/** Returns what was saved, or undefined where there is nothing or not what was saved: V8 crashes on damage. */
export function findCompiled(path: string): Buffer | undefined {
  if (!existsSync(path)) return undefined;
  const file = readFileSync(path);
  const compiled = file.subarray(digestLength);
  return digestOf(compiled).equals(file.subarray(0, digestLength)) ? compiled : undefined;
}

function digestOf(compiled: Buffer): Buffer {
  return createHash("sha256").update(compiled).digest();
}
