import { expect } from "chai";
import { decodeScores } from "../../../../../src/subnets/risk/baselines/ask-aside.ts";
import { codeOf } from "../../../../support/errors.ts";

describe(decodeScores.name, () => {
  it("reads keys of one and of two length bytes", () => {
    const long = "a".repeat(200);
    const bytes = Buffer.concat([row("x", 0.25), row(long, 0.5)]);
    expect(decodeScores(bytes)).to.deep.equal({ alertIds: ["x", long], scores: [0.25, 0.5] });
  });

  it("refuses a file that is cut off", async () => {
    const decoding = Promise.resolve(row("x", 0.25).subarray(0, -1)).then(decodeScores);
    expect(await codeOf(decoding)).to.equal("INTERNAL");
  });
});

function row(key: string, score: number): Buffer {
  const length = key.length < 128 ? [key.length] : [(key.length & 0x7f) | 0x80, key.length >> 7];
  const value = Buffer.alloc(8);
  value.writeDoubleLE(score);
  return Buffer.concat([Buffer.from(length), Buffer.from(key), value]);
}
