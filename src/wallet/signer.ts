import { inspect } from "node:util";
import { NeuronError } from "../lib/errors.ts";
import { wipe } from "./bytes.ts";
import { signEd25519 } from "./ed25519.ts";
import type { CryptoType, Key } from "./key.ts";
import { signSr25519 } from "./sr25519.ts";
import { addressOf, type Hotkey, type Ss58Address } from "./ss58.ts";

/** Signs with a key that nobody can read from it. */
export interface Signer {
  /** With prefix 42. */
  readonly address: Ss58Address;
  /** 32 bytes, a copy. */
  readonly publicKey: Uint8Array;
  readonly cryptoType: CryptoType;
  /** Returns the 64 bytes of a signature over the message as it is, neither hashed nor wrapped. */
  sign(message: Uint8Array): Uint8Array;
}

/** A signer that was opened as a neuron's hotkey. */
export type HotkeySigner = KeySigner & { readonly address: Hotkey };

/** Signs with a key in memory. It prints as its address, also in JSON. */
export class KeySigner implements Signer {
  readonly address: Ss58Address;
  readonly cryptoType: CryptoType;
  readonly #publicKey: Uint8Array;
  #secretKey: Uint8Array | undefined;

  /** Takes the key over: `forget` wipes it. */
  constructor({ cryptoType, publicKey, secretKey }: Key) {
    this.address = addressOf(publicKey);
    this.cryptoType = cryptoType;
    this.#publicKey = publicKey;
    this.#secretKey = secretKey;
  }

  get publicKey(): Uint8Array {
    return Uint8Array.from(this.#publicKey);
  }

  sign(message: Uint8Array): Uint8Array {
    const secretKey = this.#secretKey;
    if (secretKey === undefined) {
      throw new NeuronError("INTERNAL", `The key ${this.address} was forgotten and cannot sign any more`);
    }
    return this.cryptoType === "sr25519"
      ? signSr25519({ publicKey: this.#publicKey, secretKey }, message)
      : signEd25519(secretKey, message);
  }

  /** Wipes the secret; signing throws INTERNAL from then on. Calling it again does nothing. */
  forget(): void {
    wipe(this.#secretKey);
    this.#secretKey = undefined;
  }

  toJSON(): { address: string } {
    return { address: this.address };
  }

  [inspect.custom](): string {
    return `Signer(${this.address})`;
  }
}
