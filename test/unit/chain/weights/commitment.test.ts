import { decodeAddress, blake2AsHex } from "@polkadot/util-crypto";
import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { commitmentPreimage, randomSalt, revealWindow } from "../../../../src/chain/weights/commitment.ts";
import { readFixture } from "../../../support/fixtures.ts";

const vectorsSchema = z.object({
  commit_hash: z.object({
    hotkey: z.string(),
    netuid_index: z.number(),
    uids: z.array(z.number()),
    values: z.array(z.number()),
    salt: z.array(z.number()),
    version_key: z.number(),
    preimage_hex: z.string(),
    blake2b_256: z.string(),
  }),
});

describe(commitmentPreimage.name, () => {
  it("makes the bytes and the hash of the vectors", async () => {
    const { commit_hash: vector } = await readFixture("chain/weights", vectorsSchema);
    const preimage = commitmentPreimage({
      netuid: vector.netuid_index,
      publicKey: decodeAddress(vector.hotkey),
      uids: vector.uids,
      values: vector.values,
      salt: vector.salt,
      versionKey: BigInt(vector.version_key),
    });
    expect(`0x${Buffer.from(preimage).toString("hex")}`).to.equal(vector.preimage_hex);
    expect(blake2AsHex(preimage)).to.equal(vector.blake2b_256);
  });

  it("writes the length of a long list in two bytes", () => {
    const uids = Array.from({ length: 256 }, (_, uid) => uid);
    const bytes = commitmentPreimage({
      netuid: 1,
      publicKey: new Uint8Array(32),
      uids,
      values: uids,
      salt: [],
      versionKey: 0n,
    });
    expect([...bytes.subarray(34, 36)]).to.deep.equal([0x01, 0x04]);
    expect(bytes).to.have.lengthOf(32 + 2 + 2 * (2 + 512) + 1 + 8);
  });
});

describe(randomSalt.name, () => {
  it("is eight numbers of 16 bits, and not twice the same", () => {
    const salt = randomSalt();
    expect(salt).to.have.lengthOf(8);
    for (const number of salt) expect(number).to.be.within(0, 65_535);
    expect(randomSalt()).not.to.deep.equal(salt);
  });
});

describe(revealWindow.name, () => {
  it("is the epoch that is so many epochs after the one of the commitment", () => {
    // Epochs of 361 blocks; netuid 1 begins one at blocks 359, 720, 1081, …
    const window = { commitBlock: 400, netuid: 1, tempo: 360, revealPeriodEpochs: 1 };
    expect(revealWindow(window)).to.deep.equal({ firstBlock: 720, lastBlock: 1080 });
  });

  it("begins after the commitment, at the chain's own epoch boundary", () => {
    const windows = fc.record({
      commitBlock: fc.nat(10_000_000),
      netuid: fc.nat(65_535),
      tempo: fc.integer({ min: 1, max: 50_400 }),
      revealPeriodEpochs: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(windows, (window) => {
        const { firstBlock, lastBlock } = revealWindow(window);
        expect(firstBlock).to.be.above(window.commitBlock);
        expect((firstBlock + window.netuid + 1) % (window.tempo + 1)).to.equal(0);
        expect(lastBlock - firstBlock).to.equal(window.tempo);
      }),
    );
  });
});
