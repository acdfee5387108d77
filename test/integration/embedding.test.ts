import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { askEcho } from "../../docs/examples/echo-subnet.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";

describe("the example of embedding", () => {
  let directory: string;

  before(async () => {
    directory = await makeTempDir();
  });

  after(() => removeTempDir(directory));

  it("serves a synapse of its own and is answered by it", async () => {
    expect(await askEcho(directory, "hello")).to.equal("HELLO");
  });

  it("stands in the documentation as it runs", async () => {
    const root = new URL("../../../", import.meta.url);
    const example = await readFile(new URL("docs/examples/echo-subnet.ts", root), "utf8");
    expect(await readFile(new URL("docs/embedding.md", root), "utf8")).to.include(example.trimEnd());
  });
});
