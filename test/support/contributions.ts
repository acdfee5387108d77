/** One row of a contributions file, see ExplainRequest. */
export interface Explained {
  readonly key: string;
  readonly model: number;
  readonly margin: number;
  readonly base: number;
  readonly features: readonly number[];
  readonly values: readonly number[];
  readonly contributions: readonly number[];
}

/** Returns the rows of a contributions file; lengths below 128 only. */
export function readContributions(bytes: Buffer): Explained[] {
  const rows: Explained[] = [];
  let position = 0;
  const array = (read: (at: number) => number, size: number) => {
    const length = bytes.readUInt8(position);
    const values = Array.from({ length }, (_, index) => read(position + 1 + index * size));
    position += 1 + length * size;
    return values;
  };
  while (position < bytes.length) {
    const keyEnd = position + 1 + bytes.readUInt8(position);
    const key = bytes.toString("utf8", position + 1, keyEnd);
    const model = bytes.readUInt8(keyEnd);
    const [margin, base] = [bytes.readFloatLE(keyEnd + 1), bytes.readFloatLE(keyEnd + 5)];
    position = keyEnd + 9;
    const features = array((at) => bytes.readUInt16LE(at), 2);
    const values = array((at) => bytes.readFloatLE(at), 4);
    const contributions = array((at) => bytes.readFloatLE(at), 4);
    rows.push({ key, model, margin, base, features, values, contributions });
  }
  return rows;
}
