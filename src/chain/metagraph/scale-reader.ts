import { NeuronError } from "../../lib/errors.ts";

/** Reads SCALE, the chain's encoding, from front to back. Throws CHAIN_UNSUPPORTED where the bytes end too soon. */
export class ScaleReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  bytes(count: number): Buffer {
    if (count > this.remaining) throw malformed(`${count} bytes are wanted where ${this.remaining} are left`);
    const start = this.#offset;
    this.#offset += count;
    return this.#bytes.subarray(start, this.#offset);
  }

  bool(): boolean {
    const byte = this.u8();
    if (byte > 1) throw malformed(`a truth value is ${byte}`);
    return byte === 1;
  }

  u8(): number {
    return this.bytes(1).readUInt8();
  }

  u16(): number {
    return this.bytes(2).readUInt16LE();
  }

  u32(): number {
    return this.bytes(4).readUInt32LE();
  }

  u64(): bigint {
    return this.bytes(8).readBigUInt64LE();
  }

  u128(): bigint {
    const low = this.u64();
    return (this.u64() << 64n) | low;
  }

  /** A number of any size in as few bytes as it takes; the two lowest bits of the first byte say how many. */
  compact(): bigint {
    const first = this.u8();
    switch (first & 0b11) {
      case 0b00:
        return BigInt(first >> 2);
      case 0b01:
        return BigInt(((this.u8() << 8) | first) >> 2);
      case 0b10: {
        const rest = this.bytes(3);
        return BigInt((rest.readUIntLE(0, 3) * 256 + first - 0b10) / 4);
      }
      default:
        return littleEndian(this.bytes((first >> 2) + 4));
    }
  }

  /** A compact number that counts something. */
  count(): number {
    const value = this.compact();
    if (value > Number.MAX_SAFE_INTEGER) throw malformed(`a count is ${value.toString()}`);
    return Number(value);
  }

  /** Throws unless everything was read: bytes of another layout would make neurons up otherwise. */
  end(): void {
    if (this.remaining > 0) throw malformed(`${this.remaining} bytes are left over`);
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function malformed(what: string): NeuronError {
  return new NeuronError("CHAIN_UNSUPPORTED", `The chain's bytes have another layout than expected: ${what}`);
}
