/** Returns a length as ClickHouse's binary formats write it before a String or an Array. */
export function leb128(length: number): Buffer {
  const bytes = [];
  for (; length > 0x7f; length >>>= 7) bytes.push((length & 0x7f) | 0x80);
  return Buffer.from([...bytes, length]);
}
