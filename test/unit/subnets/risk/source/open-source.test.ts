import { resolve } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { openSource } from "../../../../../src/subnets/risk/source/open-source.ts";
import { codeOf } from "../../../../support/errors.ts";

describe(openSource.name, () => {
  for (const [address, kind, description] of [
    ["data/sot", "DirectorySource", resolve("data/sot")],
    ["/srv/sot", "DirectorySource", "/srv/sot"],
    ["https://example.org/sot/", "HttpSource", "https://example.org/sot"],
    ["HTTP://example.org", "HttpSource", "http://example.org"],
    ["s3://data-pipeline", "S3Source", "s3://data-pipeline/"],
    ["s3://data-pipeline/mirror//sot/", "S3Source", "s3://data-pipeline/mirror/sot/"],
  ] as const) {
    it(`opens ${address} as a ${kind}`, async () => {
      const source = await openSource(address);
      expect(source.constructor.name).to.equal(kind);
      expect(source.describe()).to.equal(description);
    });
  }

  for (const address of [
    "ftp://example.org",
    "s3://",
    "s3:///key",
    "https://user:secret@example.org",
    "https://example.org?x=1",
    "http://",
  ]) {
    it(`refuses ${address}`, async () => {
      expect(await codeOf(openSource(address))).to.equal("CONFIG_INVALID");
    });
  }
});
