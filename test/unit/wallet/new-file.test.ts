import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { refuseExisting, writeNewFile } from "../../../src/wallet/new-file.ts";
import { codeOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe(writeNewFile.name, () => {
  let directory: string;
  beforeEach(async () => (directory = await makeTempDir()));
  afterEach(() => removeTempDir(directory));

  it("lets only the owner into the file and the directories that it makes", async () => {
    const path = join(directory, "wallets", "default", "coldkey");
    await writeNewFile(path, "content");
    expect(await readFile(path, "utf8")).to.equal("content");
    expect(await modeOf(path)).to.equal("600");
    expect(await modeOf(join(directory, "wallets"))).to.equal("700");
    expect(await modeOf(join(directory, "wallets", "default"))).to.equal("700");
  });

  it("leaves a file that is there as it is, and no draft beside it", async () => {
    const path = join(directory, "coldkey");
    await writeFile(path, "old");
    expect(await codeOf(writeNewFile(path, "new"))).to.equal("WALLET_EXISTS");
    expect(await readFile(path, "utf8")).to.equal("old");
    expect(await readdir(directory)).to.deep.equal(["coldkey"]);
  });

  it("does not write through a link, not even one that leads nowhere", async () => {
    const path = join(directory, "coldkey");
    await symlink(join(directory, "elsewhere"), path);
    expect(await codeOf(writeNewFile(path, "new"))).to.equal("WALLET_EXISTS");
    expect(await readdir(directory)).to.deep.equal(["coldkey"]);
  });

  it("lets one of two writers win, and its whole content", async () => {
    const path = join(directory, "coldkey");
    const writes = ["one", "other"].map((content) => codeOf(writeNewFile(path, content)));
    expect(await Promise.all(writes)).to.have.members([undefined, "WALLET_EXISTS"]);
    expect(["one", "other"]).to.include(await readFile(path, "utf8"));
  });
});

describe(refuseExisting.name, () => {
  it("refuses when any of the paths is taken, by whatever", async () => {
    const directory = await makeTempDir();
    await mkdir(join(directory, "taken"));
    expect(await codeOf(refuseExisting([join(directory, "free")]))).to.equal(undefined);
    const paths = [join(directory, "free"), join(directory, "taken")];
    expect(await codeOf(refuseExisting(paths))).to.equal("WALLET_EXISTS");
    await removeTempDir(directory);
  });
});

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}
