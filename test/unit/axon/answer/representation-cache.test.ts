import { expect } from "chai";
import { makeRepresentation } from "../../../../src/axon/answer/representation.ts";
import { RepresentationCache } from "../../../../src/axon/answer/representation-cache.ts";
import { silentLogger } from "../../../../src/lib/logger.ts";

describe(RepresentationCache.name, () => {
  it("makes a document once for callers that come together and for those that follow", async () => {
    const cache = createCache();
    let made = 0;
    const make = () => {
      made++;
      return Promise.resolve(createDocument());
    };
    const [one, other] = await Promise.all([cache.get("key", make), cache.get("key", make)]);
    expect(await cache.get("key", make)).to.equal(one);
    expect(other).to.equal(one);
    expect(made).to.equal(1);
  });

  it("does not remember a failure", async () => {
    const cache = createCache();
    const failure = await cache
      .get("key", () => Promise.reject(new Error("away")))
      .catch((error: unknown) => error);
    expect(failure).to.be.an.instanceOf(Error);
    expect(await cache.get("key", () => Promise.resolve(createDocument()))).to.be.an("object");
  });

  it("answers before the compressed forms are built, which follow by themselves", async () => {
    const cache = createCache();
    const document = await cache.get("key", () => Promise.resolve(createDocument()));
    expect(document.find("gzip")).to.equal(undefined);
    await cache.settle();
    expect(document.find("br")).to.be.an("object");
  });

  it("has the compressed forms ready after warming", async () => {
    const cache = createCache();
    const document = createDocument();
    await cache.warm("key", () => Promise.resolve(document));
    expect(document.forms).to.have.length(3);
  });

  it("holds no more bytes than it may, compressed forms included, and lets the oldest go", async () => {
    const cache = createCache(15_000);
    for (const key of ["a", "b", "c"]) {
      await cache.get(key, () => Promise.resolve(createDocument()));
      // Counting the compressed forms is a use, too.
      await cache.settle();
    }
    expect(cache.byteLength).to.be.within(14_000, 15_000);
    let isMadeAgain = false;
    await cache.get("a", () => {
      isMadeAgain = true;
      return Promise.resolve(createDocument());
    });
    expect(isMadeAgain).to.equal(true);
    await cache.settle();
  });

  it("answers a document that is too large to keep", async () => {
    const cache = createCache(10);
    expect(await cache.get("key", () => Promise.resolve(createDocument()))).to.be.an("object");
    await cache.settle();
    expect(cache.byteLength).to.equal(0);
  });
});

function createCache(maxBytes = 1_000_000) {
  return new RepresentationCache({ logger: silentLogger() }, { maxBytes });
}

function createDocument() {
  return makeRepresentation({ chunks: [Buffer.alloc(1_000, "x")], modifiedAt: new Date(0) });
}
