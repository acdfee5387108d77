import { expect } from "chai";
import { foldMs, RepeatFold, type Line } from "../../../../src/ops/logs/repeat-fold.ts";

describe(RepeatFold.name, () => {
  let written: Line[];
  let fold: RepeatFold;

  beforeEach(() => {
    written = [];
    fold = new RepeatFold((line) => written.push(line));
  });

  it("writes a line at once", () => {
    fold.take(createLine(), 0);
    expect(written).to.deep.equal([createLine()]);
  });

  it("holds the same line back and says how often it came, once the time is over", () => {
    for (let at = 0; at < 5; at++) fold.take(createLine(), at);
    expect(written).to.have.lengthOf(1);
    fold.take(createLine({ sentence: "Another" }), foldMs);
    expect(written.map(({ sentence, fields }) => [sentence, fields["repeated"]])).to.deep.equal([
      ["Chain lost", undefined],
      ["Chain lost", 4],
      ["Another", undefined],
    ]);
  });

  it("tells lines apart by level, sentence and fields", () => {
    fold.take(createLine(), 0);
    fold.take(createLine({ level: "error" }), 0);
    fold.take(createLine({ fields: { endpoint: "b" } }), 0);
    expect(written).to.have.lengthOf(3);
  });

  it("writes a line again after the time, without a count where nothing was held back", () => {
    fold.take(createLine(), 0);
    fold.take(createLine(), foldMs);
    expect(written).to.deep.equal([createLine(), createLine()]);
  });

  it("writes everything that it holds when flushed", () => {
    fold.take(createLine(), 0);
    fold.take(createLine(), 1);
    fold.flush();
    expect(written.at(-1)?.fields).to.deep.equal({ endpoint: "a", repeated: 1 });
  });
});

function createLine(overrides: Partial<Line> = {}): Line {
  return { level: "warn", sentence: "Chain lost", fields: { endpoint: "a" }, ...overrides };
}
