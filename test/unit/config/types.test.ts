import { expect } from "chai";
import fc from "fast-check";
import type { z } from "zod";
import {
  choice,
  commandLine,
  decimal,
  listOf,
  text,
  textLike,
  wholeNumber,
  yesOrNo,
} from "../../../src/config/types.ts";

describe(wholeNumber.name, () => {
  it("takes every number of its range, as such and as text", () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 70_000 }), (value) => {
        expect(wholeNumber(-5, 70_000).parse(value)).to.equal(value);
        expect(wholeNumber(-5, 70_000).parse(String(value))).to.equal(value);
      }),
    );
  });

  it("refuses what is beyond its range, broken or no number", () => {
    expectRefused(wholeNumber(1, 10), [
      0,
      11,
      1.5,
      "0",
      "11",
      "1.5",
      "",
      " ",
      "0x5",
      "5 MB",
      NaN,
      true,
      null,
      [],
    ]);
  });
});

describe(commandLine.name, () => {
  it("takes a list, a JSON array and words, none of which a shell will see", () => {
    expect(commandLine().parse(["sh", "-c", "a b", "-c"])).to.deep.equal(["sh", "-c", "a b", "-c"]);
    expect(commandLine().parse('["python3", "my scorer.py"]')).to.deep.equal(["python3", "my scorer.py"]);
    expect(commandLine().parse(" python3  score.py $HOME ")).to.deep.equal(["python3", "score.py", "$HOME"]);
  });

  it("refuses no program, and what is no text", () => {
    expectRefused(commandLine(), ["", " ", [], [""], [1], '["a"', 7, null, Array(101).fill("a")]);
  });
});

describe(decimal.name, () => {
  it("takes its lower end only when that is included", () => {
    expect(decimal({ minimum: 0, maximum: 1 }).parse("0")).to.equal(0);
    expect(decimal({ above: 0, maximum: 1 }).parse("1e-3")).to.equal(0.001);
    expectRefused(decimal({ above: 0, maximum: 1 }), [0, "0", 1.01, "NaN", "Infinity", ""]);
  });
});

describe(choice.name, () => {
  it("takes its words and nothing else", () => {
    expect(choice(["open", "shut"]).parse("shut")).to.equal("shut");
    expectRefused(choice(["open", "shut"]), ["Open", "", 1, undefined]);
  });
});

describe(yesOrNo.name, () => {
  it("takes words for true and false", () => {
    expect(["true", "YES", "on", "1", true].map((raw) => yesOrNo().parse(raw))).to.deep.equal(
      Array(5).fill(true),
    );
    expect(["false", "No", "off", "0", false].map((raw) => yesOrNo().parse(raw))).to.deep.equal(
      Array(5).fill(false),
    );
    expectRefused(yesOrNo(), ["", "2", 1, "enabled"]);
  });
});

describe(textLike.name, () => {
  it("takes text of its pattern, and no number that looks like it", () => {
    expect(textLike(/^\d+$/, "digits").parse("123")).to.equal("123");
    expectRefused(textLike(/^\d+$/, "digits"), [123, "12a", "1".repeat(3_000)]);
  });
});

describe(listOf.name, () => {
  it("takes a list, a JSON array and text with commas alike", () => {
    const forms = [["a", "b"], '["a", "b"]', "a,b", " a , b "];
    for (const form of forms) expect(letters.parse(form)).to.deep.equal(["a", "b"]);
  });

  it("refuses a wrong item, too many, too few, the same twice and broken JSON", () => {
    expectRefused(letters, ["a,B", "a,", "a,b,c,d", [], "", "a,a", '["a"', 5, { a: 1 }]);
  });
});

const letters = listOf(textLike(/^[a-z]$/, "a letter"), { minimum: 1, maximum: 3 });

describe(text.name, () => {
  it("takes text of any content", () => {
    expect(text().parse("  päss:wörd@#  ")).to.equal("  päss:wörd@#  ");
  });
});

function expectRefused(type: z.ZodType, values: readonly unknown[]): void {
  for (const value of values) expect(type.safeParse(value).success, JSON.stringify(value)).to.equal(false);
}
