import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { addressOf } from "../../../src/wallet/ss58.ts";
import { openColdkey, openHotkey } from "../../../src/wallet/open-wallet.ts";
import { walletFiles, type WalletSelection } from "../../../src/wallet/layout.ts";
import { verifySignature } from "../../../src/wallet/verify-signature.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import { recordingLogger } from "../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { createWalletTools, knownPassword, writeKeyfile } from "../../support/wallet.ts";
import { bytesOf, keyfiles, keys } from "../../unit/wallet/vectors.ts";

const { alice, mnemonic } = keys;
const wrongPassword = createWalletTools({ passwords: [knownPassword("not the one")] });
const rightPassword = createWalletTools({ passwords: [knownPassword(keyfiles.password)] });
const tools = createWalletTools();

describe(openHotkey.name, () => {
  let wallet: WalletSelection;
  beforeEach(async () => (wallet = { walletPath: await makeTempDir(), name: "default", hotkey: "default" }));
  afterEach(() => removeTempDir(wallet.walletPath));

  it("opens a plain hotkey and signs with it", async () => {
    await writeKeyfile(walletFiles(wallet).hotkey, keyfiles.plaintext);
    const signer = await openHotkey(wallet, tools);
    const signature = signer.sign(Buffer.from("message"));
    expect(verifySignature({ address: alice.address, message: "message", signature })).to.be.true;
  });

  const encrypted = {
    $NACL: Buffer.from(keyfiles.nacl.file, "base64"),
    "an Ansible vault": Buffer.from(keyfiles.ansible.file),
    Fernet: Buffer.from(keyfiles.fernet.file),
  };
  for (const [format, content] of Object.entries(encrypted)) {
    it(`opens a hotkey in ${format} with its password only`, async () => {
      const path = walletFiles(wallet).hotkey;
      await writeKeyfile(path, content);
      expect((await openHotkey(wallet, rightPassword)).address).to.equal(alice.address);
      const error = await failureOf(openHotkey(wallet, wrongPassword));
      expect(error?.code).to.equal("PASSWORD_WRONG");
      expect(error?.message).to.include(path).and.include("the test");
    }).timeout(180_000);
  }

  it("counts the seconds that a password takes", async () => {
    await writeKeyfile(walletFiles(wallet).hotkey, keyfiles.ansible.file);
    const labels: string[] = [];
    let finished = 0;
    const start = (label: string) => {
      labels.push(label);
      return { update: () => undefined, finish: () => (finished += 1) };
    };
    await openHotkey(wallet, { ...rightPassword, progress: { start } });
    expect(labels).to.have.lengthOf(1);
    expect(finished).to.equal(1);
  });

  it("asks for no password where there is no use for one", async () => {
    const passwords = [{ find: () => Promise.reject(new Error("Nobody needs a password")) }];
    const path = walletFiles(wallet).hotkey;
    for (const content of [keyfiles.plaintext, keyfiles.nacl.file.slice(0, 20)]) {
      await writeKeyfile(path, content);
      await codeOf(openHotkey(wallet, createWalletTools({ passwords })));
    }
  });

  it("tells how to give a password when there is none", async () => {
    await writeKeyfile(walletFiles(wallet).hotkey, keyfiles.ansible.file);
    expect(await codeOf(openHotkey(wallet, tools))).to.equal("PASSWORD_MISSING");
  });

  it("tells where the hotkey was looked for and how to make one", async () => {
    const error = await failureOf(openHotkey(wallet, tools));
    expect(error?.code).to.equal("WALLET_NOT_FOUND");
    expect(error?.message).to.include(walletFiles(wallet).hotkey).and.include("neuron wallet create");
  });

  it("refuses a public file in the place of a hotkey, telling whose it is", async () => {
    await writeKeyfile(walletFiles(wallet).hotkey, alice.publicKey);
    const error = await failureOf(openHotkey(wallet, tools));
    expect(error?.code).to.equal("KEYFILE_REFUSED");
    expect(error?.message).to.include(alice.address);
  });

  it("refuses the wallet's coldkey in the place of a hotkey", async () => {
    const files = walletFiles(wallet);
    await writeKeyfile(files.hotkey, keyfiles.plaintext);
    await writeKeyfile(files.coldkeyPublic, JSON.stringify({ ss58Address: alice.address }));
    const error = await failureOf(openHotkey(wallet, tools));
    expect(error?.code).to.equal("KEYFILE_REFUSED");
    expect(error?.message).to.include("coldkey");
  });

  it("opens a hotkey beside another key's coldkeypub.txt, and beside a damaged one with a warning", async () => {
    const files = walletFiles(wallet);
    await writeKeyfile(files.hotkey, keyfiles.plaintext);
    await writeKeyfile(files.coldkeyPublic, mnemonic.publicKey);
    const logger = recordingLogger();
    await openHotkey(wallet, { ...tools, logger });
    expect(logger.lines).to.deep.equal([]);
    await writeKeyfile(files.coldkeyPublic, "{");
    await openHotkey(wallet, { ...tools, logger });
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn"]);
  });

  it("warns of a key file that others can read, and opens it", async () => {
    const path = walletFiles(wallet).hotkey;
    await writeKeyfile(path, keyfiles.plaintext);
    await chmod(path, 0o644);
    const logger = recordingLogger();
    await openHotkey(wallet, { ...tools, logger });
    expect(logger.lines).to.have.lengthOf(1);
    expect(logger.lines[0]).to.deep.include({ level: "warn", fields: { path, mode: "644" } });
  });

  for (const [what, content] of Object.entries({
    "an empty file": "",
    "a half-written plain file": keyfiles.plaintext.slice(0, 150),
    "a half-written encrypted file": "$NACL and no more",
    "bytes that are no text": Buffer.of(0x7b, 0xff, 0xfe, 0x7d),
    "a file that contradicts itself": JSON.stringify({
      secretSeed: alice.seed,
      publicKey: mnemonic.publicKey,
    }),
  })) {
    it(`refuses ${what}`, async () => {
      await writeKeyfile(walletFiles(wallet).hotkey, content);
      expect(await codeOf(openHotkey(wallet, rightPassword))).to.equal("KEYFILE_REFUSED");
    });
  }
});

describe(openColdkey.name, () => {
  it("opens the coldkey, and forgets it when told", async () => {
    const walletPath = await makeTempDir();
    await writeKeyfile(join(walletPath, "main", "coldkey"), keyfiles.plaintext);
    const signer = await openColdkey({ walletPath, name: "main" }, tools);
    expect(signer.address).to.equal(addressOf(bytesOf(alice.publicKey)));
    signer.forget();
    expect(() => signer.sign(new Uint8Array())).to.throw();
    await removeTempDir(walletPath);
  });
});
