import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { keyFrom, newKey } from "../../../src/wallet/key-source.ts";
import { openNacl } from "../../../src/wallet/keyfile/nacl.ts";
import { runNacl } from "../../../src/wallet/keyfile/nacl-worker.ts";
import { walletFiles, type WalletSelection } from "../../../src/wallet/layout.ts";
import { openColdkey, openHotkey } from "../../../src/wallet/open-wallet.ts";
import { saveKeys } from "../../../src/wallet/save-keys.ts";
import { codeOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { createWalletTools, knownPassword, writeKeyfile } from "../../support/wallet.ts";
import { bytesOf, keyfiles, keys } from "../../unit/wallet/vectors.ts";

const tools = createWalletTools();

describe(saveKeys.name, () => {
  let wallet: WalletSelection;
  beforeEach(async () => {
    wallet = { walletPath: join(await makeTempDir(), "wallets"), name: "default", hotkey: "default" };
  });
  afterEach(() => removeTempDir(join(wallet.walletPath, "..")));

  it("writes an encrypted coldkey and a plain hotkey that open again, for their owner only", async () => {
    const password = "Пароль-1";
    const saved = await saveKeys(
      wallet,
      [
        { role: "coldkey", origin: newKey(12), password: Buffer.from(password) },
        { role: "hotkey", origin: newKey(24) },
      ],
      tools,
    );
    const files = walletFiles(wallet);
    for (const path of [files.coldkey, files.coldkeyPublic, files.hotkey, files.hotkeyPublic]) {
      expect((await stat(path)).mode & 0o777, path).to.equal(0o600);
    }
    expect(String(await readFile(files.coldkey))).to.match(/^\$NACL/);
    const coldkey = await openColdkey(wallet, { ...tools, passwords: [knownPassword(password)] });
    const hotkey = await openHotkey(wallet, tools);
    expect(saved.map(({ address }) => address)).to.deep.equal([coldkey.address, hotkey.address]);
    expect(saved.map(({ encrypted }) => encrypted)).to.deep.equal([true, false]);
  }).timeout(180_000);

  it("wipes the secrets that it has written", async () => {
    const origin = keyFrom(keys.mnemonic.mnemonic);
    await saveKeys(wallet, [{ role: "hotkey", origin }], tools);
    expect([...origin.key.secretKey, ...origin.seed].every((byte) => byte === 0)).to.be.true;
  });

  for (const taken of ["coldkey", "coldkeyPublic", "hotkey", "hotkeyPublic"] as const) {
    it(`writes nothing at all when there is a file in the place of its ${taken}`, async () => {
      const path = walletFiles(wallet)[taken];
      await writeKeyfile(path, "mine");
      const roles = ["coldkey", "hotkey"] as const;
      const saving = saveKeys(
        wallet,
        roles.map((role) => ({ role, origin: newKey(12) })),
        tools,
      );
      expect(await codeOf(saving)).to.equal("WALLET_EXISTS");
      expect(await readFile(path, "utf8")).to.equal("mine");
      const entries = await readdir(wallet.walletPath, { recursive: true, withFileTypes: true });
      expect(entries.filter((entry) => entry.isFile())).to.have.lengthOf(1);
    });
  }
});

describe(runNacl.name, () => {
  const plaintext = Buffer.from(keyfiles.plaintext);

  it("makes of a password that is not ASCII the key of the vectors, and leaves the event loop free", async () => {
    const { password, key } = keyfiles.naclNonAscii;
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 20);
    const sealed = await runNacl({ task: "seal", password: Buffer.from(password), data: plaintext });
    clearInterval(ticking);
    expect(ticks).to.be.above(10);
    expect(String(Buffer.from(openNacl(sealed ?? new Uint8Array(), bytesOf(key)) ?? []))).to.equal(
      keyfiles.plaintext,
    );
  }).timeout(180_000);

  it("stops when the signal fires, and does not start when it has fired", async () => {
    const stopping = new AbortController();
    const sealing = codeOf(runNacl({ task: "seal", password: plaintext, data: plaintext }, stopping.signal));
    setTimeout(() => stopping.abort(), 50);
    expect(await sealing).to.equal("CANCELLED");
    const late = runNacl({ task: "seal", password: plaintext, data: plaintext }, stopping.signal);
    expect(await codeOf(late)).to.equal("CANCELLED");
  });
});
