import { expect } from "chai";
import { describe, it } from "mocha";
import { findHash, hashText } from "../../../../../src/subnets/risk/source/file-hash.ts";

const sha256 = "ab".repeat(32);
const md5 = "cd".repeat(16);

describe(findHash.name, () => {
  it("tells SHA-256 from MD5 by the length", () => {
    expect(findHash(sha256)).to.deep.equal({ algorithm: "sha256", hex: sha256 });
    expect(findHash(md5)).to.deep.equal({ algorithm: "md5", hex: md5 });
  });

  it("accepts the algorithm in front, upper case and blanks around", () => {
    expect(findHash(` SHA256:${sha256.toUpperCase()}\n`)).to.deep.equal({ algorithm: "sha256", hex: sha256 });
  });

  for (const text of [
    "",
    "sha256:",
    `md5:${sha256}`,
    `sha256:${md5}`,
    `sha1:${md5}`,
    sha256.slice(1),
    `${md5}z`,
  ]) {
    it(`finds none in ${JSON.stringify(text)}`, () => {
      expect(findHash(text)).to.equal(undefined);
    });
  }

  it("reads what is written", () => {
    const hash = { algorithm: "md5", hex: md5 } as const;
    expect(findHash(hashText(hash))).to.deep.equal(hash);
  });
});
