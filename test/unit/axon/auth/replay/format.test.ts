import { expect } from "chai";
import fc from "fast-check";
import { replayEntryOf } from "../../../../../src/axon/auth/replay/entry.ts";
import {
  decodeJournal,
  encodeEntry,
  encodeHeader,
  entryBytes,
  headerBytes,
} from "../../../../../src/axon/auth/replay/format.ts";

describe(decodeJournal.name, () => {
  it("reads what was written", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), anyEntries, (floorMs, entries) => {
        const bytes = journalOf(floorMs, entries);
        expect(decodeJournal(bytes)).to.deep.equal({ floorMs, entries, isDamaged: false });
      }),
    );
  });

  it("ignores an end that was torn, at any byte, and nothing else", () => {
    const entries = fc.sample(anyEntry, 3);
    const bytes = journalOf(0, entries);
    for (let length = 0; length <= bytes.length; length++) {
      const whole = Math.max(0, Math.floor((length - headerBytes) / entryBytes));
      const found = decodeJournal(bytes.subarray(0, length));
      expect(found.entries).to.deep.equal(entries.slice(0, whole));
      expect(found.isDamaged).to.equal(false);
    }
  });

  it("finds any byte that changed, and keeps the entries beside it", () => {
    const entries = fc.sample(anyEntry, 3);
    const bytes = journalOf(0, entries);
    for (let place = 0; place < bytes.length; place++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(place) ^ 0x10, place);
      const found = decodeJournal(changed);
      expect(found.isDamaged).to.equal(true);
      expect(found.entries).to.have.length(place < headerBytes ? 3 : 2);
    }
  });

  it("takes a tail of zeros, as a power loss leaves it, for damage", () => {
    const bytes = Buffer.concat([journalOf(0, fc.sample(anyEntry, 2)), Buffer.alloc(entryBytes)]);
    expect(decodeJournal(bytes)).to.include({ isDamaged: true });
  });

  it("makes something of any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeJournal(Buffer.from(bytes))),
    );
  });
});

describe(replayEntryOf.name, () => {
  it("differs by scheme, hotkey and replay key", () => {
    const claim = { scheme: "btauth", hotkey: "5Alice", replayKey: "1", sentAtMs: 1 } as const;
    const others = [
      claim,
      { ...claim, scheme: "oro" },
      { ...claim, hotkey: "5Bob" },
      { ...claim, replayKey: "2" },
    ];
    const keys = others.map((other) => replayEntryOf(other as typeof claim).key);
    expect(new Set(keys).size).to.equal(4);
    expect(keys.map((key) => key.length)).to.deep.equal([16, 16, 16, 16]);
    expect(replayEntryOf({ ...claim, sentAtMs: 2 }).key).to.equal(keys[0]);
  });
});

const anyEntry = fc.record({
  key: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  sentAtMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});
const anyEntries = fc.array(anyEntry, { maxLength: 20 });

function journalOf(floorMs: number, entries: readonly { key: string; sentAtMs: number }[]): Buffer {
  return Buffer.concat([encodeHeader(floorMs), ...entries.map(encodeEntry)]);
}
