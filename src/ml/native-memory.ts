import koffi from "koffi";

import { NeuronError } from "../lib/errors.ts";

/** Something that holds memory the garbage collector does not see. */
export interface Disposable {
  /** Gives the memory back; calling it again does nothing. */
  dispose(): void;
}

/** Takes charge of something, and returns it. */
export type Own = <D extends Disposable>(owned: D) => D;

/** Runs `work` and then disposes, last first, whatever it handed to `own`, also when it throws. */
export async function withNative<T>(work: (own: Own) => Promise<T>): Promise<T> {
  const owned: Disposable[] = [];
  try {
    return await work((disposable) => {
      owned.push(disposable);
      return disposable;
    });
  } finally {
    for (const disposable of owned.reverse()) disposable.dispose();
  }
}

/** A place the library writes one value to: pass `slot`, then read it. */
export class Out {
  readonly slot: [unknown] = [null];

  /** Returns the address written; throws INTERNAL when there is none. */
  get pointer(): bigint {
    const [value] = this.slot;
    if (typeof value === "bigint" && value !== 0n) return value;
    throw new NeuronError("INTERNAL", "XGBoost reported success but returned no address");
  }

  /** Returns the number written, 0 when none was. */
  get number(): number {
    return Number(this.slot[0] ?? 0);
  }

  get text(): string {
    return String(this.slot[0]);
  }
}

/** Returns where the values stand: the same place until they are no longer held. */
export function addressOf(values: Float32Array): bigint {
  return koffi.address(values);
}

// The library reuses its result memory at the next call, so every read below is a copy.

/** Returns a copy of `length` bytes of native memory. */
export function copyBytes(pointer: bigint, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(koffi.view(pointer, length).slice(0));
}

/** Returns a copy of `length` 32-bit floats of native memory. */
export function copyFloats(pointer: bigint, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(copyBytes(pointer, length * Float32Array.BYTES_PER_ELEMENT).buffer);
}

/** Returns a copy of `length` zero-terminated strings of native memory. */
export function copyStrings(pointer: bigint, length: number): string[] {
  const strings: unknown = koffi.decode(pointer, "char *", length);
  return Array.isArray(strings) ? strings.map(String) : [];
}
