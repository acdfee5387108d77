import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { silentLogger } from "../../src/lib/logger.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import type { WalletTools } from "../../src/wallet/open-wallet.ts";
import type { PasswordSource } from "../../src/wallet/passwords.ts";

/** Returns what opening a wallet needs, with nobody to ask for a password. */
export function createWalletTools(overrides: Partial<WalletTools> = {}): WalletTools {
  return { passwords: [], logger: silentLogger(), progress: silentProgress(), ...overrides };
}

/** Returns a source that has this password for every file. */
export function knownPassword(password: string): PasswordSource {
  return { find: () => Promise.resolve({ bytes: Buffer.from(password), origin: "the test" }) };
}

/** Writes a file as a wallet has them, with the directories above it. */
export async function writeKeyfile(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode: 0o600 });
}
