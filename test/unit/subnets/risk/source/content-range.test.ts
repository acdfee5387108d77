import { expect } from "chai";
import { describe, it } from "mocha";
import { findContentRange, strongEtag } from "../../../../../src/subnets/risk/source/content-range.ts";

describe(findContentRange.name, () => {
  it("reads where the bytes begin and how many there are in all", () => {
    expect(findContentRange("bytes 5-9/10")).to.deep.equal({ offset: 5, totalBytes: 10 });
    expect(findContentRange("bytes 0-9/*")).to.deep.equal({ offset: 0, totalBytes: undefined });
  });

  for (const header of [undefined, null, "", "bytes */10", "items 1-2/3", "bytes 5-9/10, bytes 1-2/10"]) {
    it(`finds none in ${JSON.stringify(header)}`, () => {
      expect(findContentRange(header)).to.equal(undefined);
    });
  }
});

describe(strongEtag.name, () => {
  it("passes a strong validator on and drops a weak or absent one", () => {
    expect(strongEtag('"one"')).to.equal('"one"');
    expect(strongEtag('W/"one"')).to.equal(undefined);
    expect(strongEtag(null)).to.equal(undefined);
  });
});
