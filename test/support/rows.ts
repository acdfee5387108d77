import type { TestRow } from "./ml.ts";

const floatBytes = 4;
const offsetBytes = 8;

/** Returns the rows of a rows file by key; a key that comes twice is an error. */
export function decodeRows(bytes: Buffer, valueCount: number): Map<string, number[]> {
  const decoded = new Map<string, number[]>();
  const reader = new BlockReader(bytes);
  while (reader.position < bytes.length) {
    for (const { key, values } of reader.block(valueCount)) {
      if (decoded.has(key)) throw new Error(`Two rows of ${key}`);
      decoded.set(key, [...values]);
    }
  }
  return decoded;
}

/** Reads blocks of ClickHouse's Native format that hold rows, and throws for any others. */
class BlockReader {
  position = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  block(valueCount: number): TestRow[] {
    this.#expect(this.#length(), 2);
    const rows = this.#length();
    this.#text();
    this.#expect(this.#text(), "String");
    const keys = Array.from({ length: rows }, () => this.#text());
    this.#text();
    this.#expect(this.#text(), "Array(Float32)");
    for (let row = 1; row <= rows; row += 1) {
      this.#expect(Number(this.#bytes.readBigUInt64LE(this.position)), row * valueCount);
      this.position += offsetBytes;
    }
    return keys.map((key) => ({ key, values: Array.from({ length: valueCount }, () => this.#float()) }));
  }

  #length(): number {
    let [length, shift] = [0, 0];
    for (let more = true; more; shift += 7) {
      const byte = this.#bytes.readUInt8(this.position);
      this.position += 1;
      length += (byte & 0x7f) << shift;
      more = byte > 0x7f;
    }
    return length;
  }

  #text(): string {
    const end = this.#length() + this.position;
    const text = this.#bytes.toString("utf8", this.position, end);
    this.position = end;
    return text;
  }

  #float(): number {
    const value = this.#bytes.readFloatLE(this.position);
    this.position += floatBytes;
    return value;
  }

  #expect<Value>(found: Value, wanted: Value): void {
    if (found !== wanted)
      throw new Error(`Found ${String(found)} at ${this.position}, not ${String(wanted)}`);
  }
}
