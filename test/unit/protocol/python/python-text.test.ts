import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { parseJson } from "../../../../src/protocol/json/parse-json.ts";
import { pythonFloatText } from "../../../../src/protocol/python/float-text.ts";
import { pythonRepr, pythonStr } from "../../../../src/protocol/python/python-text.ts";
import type { PythonValue } from "../../../../src/protocol/python/python-value.ts";
import { readFixture } from "../../../support/fixtures.ts";

const limits = { maxLength: 100_000, maxDepth: 100 };

const vectorsSchema = z.object({
  scalars_and_containers: z.array(
    z.object({ python_value: z.string(), top_level_str: z.string(), inside_list_str: z.string() }),
  ),
});

describe(pythonStr.name, () => {
  it("writes all 51 values of the vectors, alone and in a list", async () => {
    const { scalars_and_containers: vectors } = await readFixture("protocol/python-str", vectorsSchema);
    expect(vectors).to.have.lengthOf(51);
    for (const { python_value: name, top_level_str: alone, inside_list_str: inList } of vectors) {
      const value = valueOf(name, alone);
      expect(pythonStr(value), name).to.equal(alone);
      expect(pythonStr([value]), name).to.equal(inList);
    }
  });

  it("tells an int from a float by the token of JSON", () => {
    const texts: Record<string, string> = {
      "1": "1",
      "-0": "0",
      "1.0": "1.0",
      "1.50": "1.5",
      "1e2": "100.0",
      "1E-7": "1e-07",
      "123456789012345678901234567890": "123456789012345678901234567890",
      "1e999": "inf",
      "-Infinity": "-inf",
      '{"1": [true, null]}': "{'1': [True, None]}",
    };
    for (const [json, text] of Object.entries(texts)) {
      expect(pythonStr(parseJson(json, limits)), json).to.equal(text);
    }
  });
});

describe(pythonRepr.name, () => {
  it("escapes what cannot be printed and loses nothing of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const repr = pythonRepr(text);
        expect(unescaped(repr)).to.equal(text);
        expect(repr).not.to.match(/[\p{C}\p{Zl}\p{Zp}\u00a0]/u);
      }),
    );
  });
});

describe(pythonFloatText.name, () => {
  it("writes every float so that it reads back as itself and is no int", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = pythonFloatText(value);
        expect(Object.is(Number(text), value)).to.be.true;
        expect(text).to.match(/^-?(?:\d+\.\d+|\d(?:\.\d+)?e[+-]\d{2,3})$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("changes to exponents where Python does", () => {
    const texts = new Map([
      [1e-4, "0.0001"],
      [9.999999999999999e-5, "9.999999999999999e-05"],
      [9_999_999_999_999_998, "9999999999999998.0"],
      [1e16, "1e+16"],
      [-1.5e-7, "-1.5e-07"],
      [1e100, "1e+100"],
    ]);
    for (const [value, text] of texts) expect(pythonFloatText(value)).to.equal(text);
  });
});

/** The values that the vectors describe instead of writing them. */
const described: Readonly<Record<string, PythonValue>> = {
  "2**64": 2n ** 64n,
  inf: Infinity,
  nan: NaN,
  "(1, 2)": { tuple: [1n, 2n] },
  "(1,)": { tuple: [1n] },
  "()": { tuple: [] },
  '{1: "x"}': new Map([[1n, "x"]]),
  '{"a": 1, "b": [True]}': new Map<string, PythonValue>([
    ["a", 1n],
    ["b", [true]],
  ]),
  "[1, 2.0, None]": [1n, 2, null],
  'b"\\x00ab"': Buffer.from("\0ab"),
  None: null,
  True: true,
  False: false,
};

/** Numbers and brackets are JSON; all else is a text that the vector writes as it is. */
function valueOf(name: string, alone: string): PythonValue {
  const value = described[name];
  if (value !== undefined) return value;
  return /^[-0-9[{]/.test(name) ? parseJson(name, limits) : alone;
}

/** Returns the text that a repr stands for. */
function unescaped(repr: string): string {
  const inside = repr.slice(1, -1);
  return inside.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gu,
    (_all, x: string | undefined, u: string | undefined, long: string | undefined, one = "") => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return { n: "\n", r: "\r", t: "\t" }[String(one)] ?? String(one);
    },
  );
}
