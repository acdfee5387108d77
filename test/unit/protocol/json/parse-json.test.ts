import { expect } from "chai";
import fc from "fast-check";
import { JsonTextError } from "../../../../src/protocol/json/json-text-error.ts";
import { jsonNumber, type JsonValue } from "../../../../src/protocol/json/json-value.ts";
import { parseJson, parseJsonBytes } from "../../../../src/protocol/json/parse-json.ts";
import { toPlain } from "../../../../src/protocol/json/plain.ts";
import { compactJson, pythonJson } from "../../../../src/protocol/json/write-json.ts";

const limits = { maxLength: 100_000, maxDepth: 100 };

describe(parseJson.name, () => {
  it("reads what JSON.parse reads, to the same values", () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        const expected: unknown = JSON.parse(text);
        const plain = toPlain(parseJson(text, limits));
        expect(JSON.stringify(plain, bigintAsNumber)).to.equal(JSON.stringify(expected));
      }),
    );
  });

  it("writes back what it has read", () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        const value = parseJson(text, limits);
        for (const written of [compactJson(value), pythonJson(value)]) {
          expect(parseJson(written, limits)).to.deep.equal(value);
        }
        expect(compactJson(parseJson(compactJson(value), limits))).to.equal(compactJson(value));
      }),
    );
  });

  it("throws nothing but its own error", () => {
    const characters = '[ ] { } : , " \\ u 0 a A d D 8 1 n e . - + \n'.split(" ");
    const pieces = fc.constantFrom(...characters, " ", "null", "NaN", "-Infinity", '"a"', "1.5");
    const text = fc.oneof(
      fc.array(pieces).map((all) => all.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, (any) => {
        expect(isJsonOrRefused(any)).to.be.true;
      }),
      { numRuns: 20_000 },
    );
  });

  it("keeps numbers to the digit", () => {
    for (const text of ["1", "1.0", "1.50", "-0", "1E5", "9007199254740993", "0.1e-400", "1e999"]) {
      expect(parseJson(text, limits)).to.deep.equal(jsonNumber(text));
    }
  });

  it("keeps the order of keys, integers and __proto__ included; of two the last value in the first place", () => {
    const object = parseJson('{"2":1,"1":2,"__proto__":3,"a":4,"2":5}', limits);
    expect(object).to.be.instanceOf(Map);
    expect(compactJson(object)).to.equal('{"2":5,"1":2,"__proto__":3,"a":4}');
  });

  it("reads NaN and the infinities as Python does", () => {
    const values = parseJson("[NaN, Infinity, -Infinity]", limits);
    expect(values).to.deep.equal(["NaN", "Infinity", "-Infinity"].map(jsonNumber));
  });

  it("keeps half a surrogate pair, and makes one of two halves", () => {
    expect(parseJson('"\\ud83d"', limits)).to.equal("\ud83d");
    expect(parseJson('"\\ud83d\\ude00"', limits)).to.equal("😀");
  });

  const refused = [
    ...["", " ", "nul", "01", "1.", ".5", "+1", "1e", "0x1", "--1", "[1,]", "[,1]", "[1", "{", '{"a"}'],
    ...[
      '{"a":}',
      "{a:1}",
      "{1:2}",
      "'a'",
      '"a',
      '"\t"',
      '"\\x"',
      '"\\u12"',
      "1 2",
      "\u00a01",
      "True",
      "\ufeff1",
    ],
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseJson(text, limits)).to.throw(JsonTextError);
    });
  }

  it("refuses more levels, characters and digits than it may read", () => {
    const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    expect(() => parseJson(nested(3), { ...limits, maxDepth: 3 })).not.to.throw();
    expect(() => parseJson(nested(4), { ...limits, maxDepth: 3 })).to.throw(JsonTextError);
    expect(() => parseJson(nested(50_000), { ...limits, maxDepth: Infinity })).to.throw(JsonTextError);
    expect(() => parseJson('"abc"', { ...limits, maxLength: 4 })).to.throw(JsonTextError);
    expect(() => parseJson("1".repeat(4_300), limits)).not.to.throw();
    expect(() => parseJson("1".repeat(4_301), limits)).to.throw(JsonTextError);
  });

  it("says where it stopped", () => {
    expect(() => parseJson('{"a": x}', limits))
      .to.throw(JsonTextError)
      .with.property("offset", 6);
  });
});

describe(parseJsonBytes.name, () => {
  it("skips a byte order mark and refuses what is not UTF-8", () => {
    expect(parseJsonBytes(Buffer.from("\ufeff1"), limits)).to.deep.equal(jsonNumber("1"));
    expect(() => parseJsonBytes(Buffer.from([0x22, 0xff, 0x22]), limits)).to.throw(JsonTextError);
  });
});

describe(toPlain.name, () => {
  const plainOf = (text: string): unknown => toPlain(parseJson(text, limits));

  it("makes a bigint of an integer that no number holds", () => {
    expect(plainOf("9007199254740991")).to.equal(Number.MAX_SAFE_INTEGER);
    expect(plainOf("9007199254740993")).to.equal(9_007_199_254_740_993n);
    expect(plainOf("-9007199254740993")).to.equal(-9_007_199_254_740_993n);
    expect(plainOf("1e300")).to.equal(1e300);
    expect(plainOf("-0")).to.equal(0);
    expect(plainOf("-0.0")).to.equal(-0);
  });

  it("makes objects on which __proto__ is a key like any other", () => {
    const plain = plainOf('{"__proto__":{"isAdmin":true},"constructor":1}');
    expect(Object.getPrototypeOf(plain)).to.equal(null);
    expect(Object.keys(plain as object)).to.deep.equal(["__proto__", "constructor"]);
  });
});

describe(pythonJson.name, () => {
  it("writes as json.dumps does", () => {
    const value: JsonValue = new Map<string, JsonValue>([
      ["é", ["😀", "\u007f", "\n\b", '"\\', null]],
      ["n", [jsonNumber("1.0"), jsonNumber("NaN"), true]],
    ]);
    expect(pythonJson(value)).to.equal(
      '{"\\u00e9": ["\\ud83d\\ude00", "\\u007f", "\\n\\b", "\\"\\\\", null], "n": [1.0, NaN, true]}',
    );
  });
});

describe(compactJson.name, () => {
  it("refuses what JSON outside of Python does not know", () => {
    for (const text of ["NaN", "Infinity", "-Infinity"]) {
      expect(() => compactJson([jsonNumber(text)]))
        .to.throw()
        .with.property("code", "INTERNAL");
    }
  });
});

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

function isJsonOrRefused(text: string): boolean {
  try {
    pythonJson(parseJson(text, limits));
    return true;
  } catch (error) {
    return error instanceof JsonTextError;
  }
}
