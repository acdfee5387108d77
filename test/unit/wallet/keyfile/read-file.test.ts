import { execFile } from "node:child_process";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { findFile, findSecretFile } from "../../../../src/wallet/keyfile/read-file.ts";
import { codeOf } from "../../../support/errors.ts";
import { recordingLogger } from "../../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(findFile.name, () => {
  let directory: string;
  beforeEach(async () => (directory = await makeTempDir()));
  afterEach(() => removeTempDir(directory));

  it("reads a file, also through a link", async () => {
    await writeFile(join(directory, "file"), "content");
    await symlink("file", join(directory, "link"));
    expect(String(await findFile(join(directory, "link")))).to.equal("content");
  });

  it("finds none where there is none, or where its directory is a file", async () => {
    await writeFile(join(directory, "file"), "content");
    expect(await findFile(join(directory, "missing"))).to.equal(undefined);
    expect(await findFile(join(directory, "file", "below"))).to.equal(undefined);
  });

  it("refuses a directory, a device without end, and a pipe that nobody writes to", async () => {
    await mkdir(join(directory, "directory"));
    const pipe = join(directory, "pipe");
    await promisify(execFile)("mkfifo", [pipe]);
    for (const path of [join(directory, "directory"), "/dev/zero", pipe]) {
      expect(await codeOf(findFile(path)), path).to.equal("KEYFILE_REFUSED");
    }
  });

  it("refuses a file above 64 KiB, and takes one of that size", async () => {
    const path = join(directory, "large");
    await writeFile(path, Buffer.alloc(64 * 1024));
    expect(await findFile(path)).to.have.lengthOf(64 * 1024);
    await writeFile(path, Buffer.alloc(64 * 1024 + 1));
    expect(await codeOf(findFile(path))).to.equal("KEYFILE_REFUSED");
  });

  for (const [mode, warned] of [
    [0o600, false],
    [0o400, false],
    [0o640, true],
    [0o604, true],
    [0o602, true],
  ] as const) {
    it(`${warned ? "warns" : "is silent"} about a secret file of mode ${mode.toString(8)}`, async () => {
      const path = join(directory, "secret");
      await writeFile(path, "content");
      await chmod(path, mode);
      const logger = recordingLogger();
      expect(String(await findSecretFile(path, logger))).to.equal("content");
      const fields = logger.lines.map(({ level, fields }) => ({ level, ...fields }));
      expect(fields).to.deep.equal(warned ? [{ level: "warn", path, mode: mode.toString(8) }] : []);
    });
  }
});
