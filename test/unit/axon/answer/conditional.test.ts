import { expect } from "chai";
import fc from "fast-check";
import { findNamedTag, isUnmodifiedSince } from "../../../../src/axon/answer/conditional.ts";

const ours = ['"abc-gzip"', '"abc"'];

describe(findNamedTag.name, () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['"abc"', '"abc"'],
    ['W/"abc"', '"abc"'],
    ['"x", "abc-gzip" ,"y"', '"abc-gzip"'],
    ['"a,b", "abc"', '"abc"'],
    [" * ", '"abc-gzip"'],
    ["abc", undefined],
    ['"abcd"', undefined],
    ["", undefined],
  ];
  for (const [header, expected] of cases) {
    it(`finds ${expected ?? "nothing"} in ${header}`, () => {
      expect(findNamedTag(header, ours)).to.equal(expected);
    });
  }

  it("finds a tag wherever it stands in a list", () => {
    const tag = fc.stringMatching(/^"[0-9a-f]{1,8}"$/);
    fc.assert(
      fc.property(fc.array(tag), fc.array(tag), (before, after) => {
        expect(findNamedTag([...before, 'W/"mine"', ...after].join(", "), ['"mine"'])).to.equal('"mine"');
      }),
    );
  });
});

describe(isUnmodifiedSince.name, () => {
  const modifiedAt = new Date("2025-10-30T01:15:00Z");

  it("holds at the second of the modification and after it", () => {
    expect(isUnmodifiedSince("Thu, 30 Oct 2025 01:15:00 GMT", modifiedAt)).to.equal(true);
    expect(isUnmodifiedSince("Thu, 30 Oct 2025 01:15:01 GMT", modifiedAt)).to.equal(true);
  });

  it("does not hold before it, nor for a text that is no date", () => {
    expect(isUnmodifiedSince("Thu, 30 Oct 2025 01:14:59 GMT", modifiedAt)).to.equal(false);
    expect(isUnmodifiedSince("yesterday-ish", modifiedAt)).to.equal(false);
  });
});
