import { NeuronError } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import { findSecretFile } from "./keyfile/read-file.ts";

/** A password, and who gave it. */
export interface Password {
  /** Whoever has used them wipes them. */
  readonly bytes: Uint8Array;
  /** For people: `the environment variable BT_PW_…`. */
  readonly origin: string;
}

/** Somewhere a password can come from. */
export interface PasswordSource {
  /** Returns the password of the key file at this absolute path, or undefined when this source knows none. */
  find(keyfile: string): Promise<Password | undefined>;
}

/** Asks the person at the terminal. */
export interface Prompt {
  /** False where nobody can be asked. */
  readonly isInteractive: boolean;
  /** Returns what was typed, without showing it. Throws CANCELLED when the person gives up. */
  askSecret(question: string): Promise<string>;
}

/**
 * Returns the ecosystem's name of the environment variable with the password of a key file: of its whole path, so
 * that `/root/.bittensor/…` has two underscores after `BT_PW` (facts: bittensor 2.6).
 */
export function passwordVariable(keyfile: string): string {
  return `BT_PW_${keyfile.replaceAll(/[/.]/g, "_").toUpperCase()}`;
}

/** Returns the source that reads `BT_PW_…`: base64 of the password XORed with the variable's own name. */
export function passwordsInEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): PasswordSource {
  return {
    find: (keyfile) => {
      const name = passwordVariable(keyfile);
      const value = environment[name];
      if (value === undefined || value === "") return Promise.resolve(undefined);
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return Promise.reject(notBase64(name));
      const key = Buffer.from(name);
      const bytes = Uint8Array.from(
        Buffer.from(value, "base64"),
        (byte, index) => byte ^ (key[index % key.length] ?? 0),
      );
      return Promise.resolve({ bytes, origin: `the environment variable ${name}` });
    },
  };
}

/** Returns the source that reads a file with nothing but the password; one line break at its end is not part of it. */
export function passwordInFile(path: string, logger: Logger): PasswordSource {
  return {
    find: async () => {
      const content = await findSecretFile(path, logger);
      if (content === undefined) {
        throw new NeuronError("PASSWORD_MISSING", `There is no password file ${path}`, { context: { path } });
      }
      const ending = /\r?\n$/.exec(content.toString("latin1"))?.[0].length ?? 0;
      return {
        bytes: Uint8Array.from(content.subarray(0, content.length - ending)),
        origin: `the file ${path}`,
      };
    },
  };
}

/** Returns the source that asks for the password of a key file. Blanks around it do not count, as in btcli. */
export function passwordFromPrompt(prompt: Prompt): PasswordSource {
  return {
    find: async (keyfile) => {
      if (!prompt.isInteractive) return undefined;
      const typed = await prompt.askSecret(`Password of ${keyfile}: `);
      return { bytes: passwordBytes(typed), origin: "the terminal" };
    },
  };
}

/** Returns a typed password as it is used: without the blanks around it, in UTF-8. */
export function passwordBytes(typed: string): Uint8Array {
  return new TextEncoder().encode(typed.trim());
}

/** Returns the password of the first source that has one. Throws PASSWORD_MISSING when none has. */
export async function getPassword(sources: readonly PasswordSource[], keyfile: string): Promise<Password> {
  for (const source of sources) {
    const password = await source.find(keyfile);
    if (password !== undefined) return password;
  }
  throw new NeuronError(
    "PASSWORD_MISSING",
    `The key file ${keyfile} is encrypted and there is no password: run on a terminal, name a file with ` +
      `--wallet.password-file, or set ${passwordVariable(keyfile)}`,
    { context: { path: keyfile } },
  );
}

function notBase64(name: string): NeuronError {
  return new NeuronError(
    "PASSWORD_WRONG",
    `The environment variable ${name} is not base64: it holds the password XORed with the variable's name`,
  );
}
