import { expect } from "chai";
import { BlockStore } from "../../../../../src/devnet/chain/machine/block-store.ts";
import type { Block } from "../../../../../src/devnet/chain/machine/block.ts";
import { codeOf } from "../../../../support/errors.ts";

describe(BlockStore.name, () => {
  it("lets go of the oldest blocks, but never of the first", () => {
    const store = createStore(5, 3);
    expect([0, 1, 2, 3, 4, 5].map((number) => store.findHash(number))).to.deep.equal([
      "0x0",
      undefined,
      undefined,
      "0x3",
      "0x4",
      "0x5",
    ]);
    expect(store.find("0x2")).to.equal(undefined);
  });

  it("cuts off the blocks above a number and returns them, oldest first", () => {
    const store = createStore(5, 100);
    expect(store.cutAbove(2).map(({ number }) => number)).to.deep.equal([3, 4, 5]);
    expect([store.head.number, store.find("0x4"), store.findHash(3)]).to.deep.equal([
      2,
      undefined,
      undefined,
    ]);
  });

  it("refuses to go back to a block that it does not keep", async () => {
    const store = createStore(5, 3);
    expect(await codeOf(Promise.resolve().then(() => store.cutAbove(1)))).to.equal("USAGE_INVALID");
  });
});

function createStore(height: number, maxBlocks: number): BlockStore {
  const store = new BlockStore(block(0), maxBlocks);
  for (let number = 1; number <= height; number += 1) store.append(block(number));
  return store;
}

function block(number: number): Block {
  return { number, hash: `0x${number}` } as Block;
}
