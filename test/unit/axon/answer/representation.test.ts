import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import { makeRepresentation, type Content } from "../../../../src/axon/answer/representation.ts";

describe(makeRepresentation.name, () => {
  it("joins its pieces as they are", () => {
    const representation = createRepresentation({
      chunks: ['{"rows":', "[1,2]", "}"].map((text) => Buffer.from(text)),
    });
    expect(representation.find("identity")?.body.toString()).to.equal('{"rows":[1,2]}');
  });

  it("has the identity form at once and the compressed ones when asked for", async () => {
    const representation = createRepresentation();
    expect(representation.find("gzip")).to.equal(undefined);
    await representation.compress();
    const identity = representation.find("identity")?.body;
    expect(gunzipSync(representation.find("gzip")?.body ?? "")).to.deep.equal(identity);
    expect(brotliDecompressSync(representation.find("br")?.body ?? "")).to.deep.equal(identity);
  });

  it("compresses once, however often it is asked to", async () => {
    const representation = createRepresentation();
    await Promise.all([representation.compress(), representation.compress()]);
    const { body } = representation.find("gzip") ?? {};
    await representation.compress();
    expect(representation.find("gzip")?.body).to.equal(body);
  });

  it("tags each form strongly and differently, by its content", async () => {
    const representation = createRepresentation();
    await representation.compress();
    const digest = createHash("sha256").update(contentText).digest("hex").slice(0, 32);
    expect(representation.forms.map(({ etag }) => etag)).to.deep.equal([
      `"${digest}"`,
      `"${digest}-gzip"`,
      `"${digest}-br"`,
    ]);
  });

  it("states length, coding and time in each form's headers", async () => {
    const representation = createRepresentation();
    await representation.compress();
    const { headers, body } = representation.find("br") ?? {};
    expect(headers).to.include({
      "Content-Type": "application/json",
      "Content-Encoding": "br",
      "Content-Length": body?.length,
      "Last-Modified": "Thu, 30 Oct 2025 01:15:00 GMT",
      Vary: "Accept-Encoding",
    });
  });

  it("counts all the memory that its forms hold, of which little is theirs alone in a short document", async () => {
    const representation = createRepresentation();
    await representation.compress();
    const held = representation.forms.map(({ body }) => body.buffer.byteLength);
    expect(representation.forms).to.have.lengthOf(3);
    expect(representation.byteLength).to.be.at.least(held.reduce((total, bytes) => total + bytes));
    expect(held).to.deep.equal(representation.forms.map(({ body }) => body.length));
  });
});

const contentText = "A".repeat(2_000);

function createRepresentation(overrides: Partial<Content> = {}) {
  const chunks = [Buffer.from(contentText)];
  return makeRepresentation({ chunks, modifiedAt: new Date("2025-10-30T01:15:00.789Z"), ...overrides });
}
