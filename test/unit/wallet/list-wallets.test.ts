import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { getWallets } from "../../../src/wallet/list-wallets.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { writeKeyfile } from "../../support/wallet.ts";
import { keyfiles, keys } from "./vectors.ts";

const { address, publicKey } = keys.alice;
const encrypted = Buffer.from(keyfiles.nacl.file, "base64");

describe(getWallets.name, () => {
  let walletPath: string;
  beforeEach(async () => (walletPath = await makeTempDir()));
  afterEach(() => removeTempDir(walletPath));

  it("finds none where there is no directory, an empty one, or a file", async () => {
    expect(await getWallets(join(walletPath, "missing"))).to.deep.equal([]);
    expect(await getWallets(walletPath)).to.deep.equal([]);
    await writeKeyfile(join(walletPath, "file"), "");
    expect(await getWallets(join(walletPath, "file"))).to.deep.equal([]);
  });

  it("tells the address of an encrypted key from its public file", async () => {
    const path = join(walletPath, "main", "coldkey");
    await writeKeyfile(path, encrypted);
    expect(await getWallets(walletPath)).to.deep.equal([
      { name: "main", coldkey: { path, encryption: "nacl" }, hotkeys: [] },
    ]);
    await writeKeyfile(`${path}pub.txt`, publicKey);
    expect(await getWallets(walletPath)).to.deep.equal([
      { name: "main", coldkey: { path, encryption: "nacl", address }, hotkeys: [] },
    ]);
  });

  it("lists hotkeys by name: plain ones, public ones, and the damaged with what is wrong", async () => {
    const hotkeys = join(walletPath, "main", "hotkeys");
    await writeKeyfile(join(hotkeys, "b-plain"), keyfiles.plaintext);
    await writeKeyfile(join(hotkeys, "b-plainpub.txt"), publicKey);
    await writeKeyfile(join(hotkeys, "a-publicpub.txt"), publicKey);
    await writeKeyfile(join(hotkeys, "c-damaged"), keyfiles.plaintext.slice(0, 100));
    await mkdir(join(hotkeys, "directory"));
    const [wallet] = await getWallets(walletPath);
    expect(wallet?.hotkeys.map(({ name }) => name)).to.deep.equal(["a-public", "b-plain", "c-damaged"]);
    const [onlyPublic, plain, damaged] = wallet?.hotkeys ?? [];
    expect(onlyPublic).to.include({ address }).and.not.have.property("encryption");
    expect(plain).to.include({ address, encryption: "none" });
    expect(damaged?.problem).to.include("c-damaged").and.include("JSON");
  });

  it("follows a link to a wallet, and leaves hidden files and lost links alone", async () => {
    await writeKeyfile(join(walletPath, ".hidden", "coldkeypub.txt"), publicKey);
    await symlink(".hidden", join(walletPath, "linked"));
    await symlink("nowhere", join(walletPath, "lost"));
    expect((await getWallets(walletPath)).map(({ name }) => name)).to.deep.equal(["linked"]);
  });
});
