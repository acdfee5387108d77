import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { findFileText, readInPieces, sha256OfFile, writeFileAtomically } from "../../../src/lib/files.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe("files", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });

  afterEach(() => removeTempDir(directory));

  describe(readInPieces.name, () => {
    it("gives a file byte for byte, in pieces of a megabyte", async () => {
      const path = join(directory, "large");
      const content = randomBytes(2.5 * 1024 * 1024);
      await writeFile(path, content);
      const pieces: Buffer[] = [];
      for await (const piece of readInPieces(path) as AsyncIterable<Buffer>) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(content)).to.equal(true);
      expect(pieces).to.have.length(3);
    });
  });

  describe(writeFileAtomically.name, () => {
    it("replaces the content and the mode, and leaves nothing beside it", async () => {
      const path = join(directory, "secret");
      await writeFile(path, "old and longer", { mode: 0o644 });
      await writeFileAtomically(path, "new", 0o600);
      expect(await readFile(path, "utf8")).to.equal("new");
      expect((await stat(path)).mode & 0o777).to.equal(0o600);
      expect(await readdir(directory)).to.deep.equal(["secret"]);
    });

    it("leaves nothing behind when it fails", async () => {
      const taken = join(directory, "taken");
      await writeFileAtomically(join(directory, "other"), new Uint8Array([1, 2]));
      const failure = await writeFileAtomically(join(taken, "file"), "x").catch((error: unknown) => error);
      expect(failure).to.have.property("code", "ENOENT");
      expect(await readdir(directory)).to.deep.equal(["other"]);
    });

    it("shows a reader the old content or the new, never a part", async () => {
      const path = join(directory, "busy");
      const contents = ["a", "b"].map((letter) => letter.repeat(300_000));
      await writeFileAtomically(path, contents[0] ?? "");
      const writes = (async () => {
        for (let round = 1; round <= 20; round++) await writeFileAtomically(path, contents[round % 2] ?? "");
      })();
      for (let round = 0; round < 50; round++) expect(await readFile(path, "utf8")).to.be.oneOf(contents);
      await writes;
    });
  });

  describe(findFileText.name, () => {
    it("finds a file's text, and nothing where there is no file or no directory", async () => {
      const path = join(directory, "note");
      await writeFile(path, "é");
      expect(await findFileText(path)).to.equal("é");
      expect(await findFileText(join(directory, "none"))).to.equal(undefined);
      expect(await findFileText(join(directory, "none", "note"))).to.equal(undefined);
    });

    it("throws what else goes wrong", async () => {
      const failure = await findFileText(directory).catch((error: unknown) => error);
      expect(failure).to.have.property("code", "EISDIR");
    });
  });

  describe(sha256OfFile.name, () => {
    it("is the hash of the bytes, of none as of many", async () => {
      const path = join(directory, "data");
      for (const bytes of [Buffer.alloc(0), Buffer.alloc(1_000_003, 7)]) {
        await writeFile(path, bytes);
        expect(await sha256OfFile(path)).to.equal(createHash("sha256").update(bytes).digest("hex"));
      }
    });

    it("gives up when its signal fires", async () => {
      const path = join(directory, "data");
      await writeFile(path, "x");
      const failure = await sha256OfFile(path, AbortSignal.abort()).catch((error: unknown) => error);
      expect(failure).to.have.property("name", "AbortError");
    });
  });
});
