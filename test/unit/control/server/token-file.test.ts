import { expect } from "chai";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import {
  controlFilesIn,
  findAddress,
  findToken,
  loadToken,
  removeAddress,
  saveAddress,
} from "../../../../src/control/server/token-file.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe("token file", () => {
  let directory: string;

  beforeEach(async () => (directory = await makeTempDir()));

  afterEach(() => removeTempDir(directory));

  it("is made at the first start, the owner's alone, and kept", async () => {
    const { token: path } = controlFilesIn(directory);
    const token = await loadToken(path);
    expect(token).to.match(/^[\w-]{43}$/);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(await loadToken(path)).to.equal(token);
    expect(await findToken(path)).to.equal(token);
  });

  it("is closed to others again when it was opened", async () => {
    const { token: path } = controlFilesIn(directory);
    await loadToken(path);
    await chmod(path, 0o644);
    await loadToken(path);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it("is made anew when it holds no token", async () => {
    const { token: path } = controlFilesIn(directory);
    await loadToken(path);
    await writeFile(path, "\n");
    expect(await findToken(path)).to.equal(undefined);
    expect(await loadToken(path)).to.equal((await readFile(path, "utf8")).trim());
  });

  it("comes with an address that only its own neuron removes", async () => {
    const { token, address: path } = controlFilesIn(directory);
    await loadToken(token);
    const address = { url: "http://127.0.0.1:8198", pid: 1 };
    await saveAddress(path, address);
    await removeAddress(path, { ...address, pid: 2 });
    expect(await findAddress(path)).to.deep.equal(address);
    await removeAddress(path, address);
    expect(await findAddress(path)).to.equal(undefined);
  });

  it("reads no address from a damaged file", async () => {
    const { token, address } = controlFilesIn(directory);
    await loadToken(token);
    await writeFile(address, '{"url":');
    expect(await findAddress(address)).to.equal(undefined);
  });
});
