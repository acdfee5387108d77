import { expect } from "chai";
import { toHex } from "../../../../src/wallet/bytes.ts";
import { loadKey, type LoadedKey } from "../../../../src/wallet/keyfile/load-key.ts";
import { parseKeyfile } from "../../../../src/wallet/keyfile/parse-keyfile.ts";
import { signerFromUri } from "../../../../src/wallet/secret-uri.ts";
import { KeySigner } from "../../../../src/wallet/signer.ts";
import { addressOf } from "../../../../src/wallet/ss58.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import { codeOf, failureOf } from "../../../support/errors.ts";
import { keyfiles, keys } from "../vectors.ts";

const { alice, mnemonic } = keys;
const bob = signerFromUri("//Bob");

describe(loadKey.name, () => {
  for (const { label, text, address, canSign } of keyfiles.plain) {
    it(`loads ${label}`, async () => {
      const loaded = await load(text);
      expect(loaded.kind).to.equal(canSign ? "pair" : "public");
      expect(addressIn(loaded)).to.equal(address);
      if (loaded.kind === "public") return;
      const { cryptoType } = loaded.key;
      const signature = new KeySigner(loaded.key).sign(Buffer.from("message"));
      expect(verifySignature({ address, message: "message", signature, cryptoType })).to.be.true;
    });
  }

  it("believes the phrase before the seed, and the seed before the private key", async () => {
    const all = {
      secretPhrase: mnemonic.mnemonic,
      secretSeed: alice.seed,
      privateKey: keys.privateKey.canonical,
    };
    expect(publicKeyIn(await load(all))).to.equal(mnemonic.publicKey);
    expect(publicKeyIn(await load({ ...all, secretPhrase: null }))).to.equal(alice.publicKey);
    expect(publicKeyIn(await load({ privateKey: all.privateKey }))).to.equal(keys.privateKey.publicKey);
  });

  for (const [field, stated] of Object.entries({
    publicKey: toHex(bob.publicKey),
    accountId: toHex(bob.publicKey),
    ss58Address: bob.address,
  })) {
    for (const secret of [{ secretSeed: alice.seed }, { privateKey: alice.privateKey }]) {
      it(`refuses a file whose ${field} is not that of its ${Object.keys(secret).join("")}`, async () => {
        const error = await failureOf(load({ ...secret, [field]: stated }));
        expect(error?.code).to.equal("KEYFILE_REFUSED");
        expect(error?.message).to.include(field);
      });
    }
  }

  it("refuses a private key in the form of another library, which would sign for another address", async () => {
    const { expanded, publicKey } = keys.privateKey;
    expect(await codeOf(load({ privateKey: expanded, publicKey }))).to.equal("KEYFILE_REFUSED");
  });

  it("refuses public keys that contradict each other", async () => {
    const contradictory = { publicKey: alice.publicKey, ss58Address: bob.address };
    expect(await codeOf(load(contradictory))).to.equal("KEYFILE_REFUSED");
  });

  const refused = {
    "no key at all": {},
    "a phrase with a wrong checksum": { secretPhrase: "bottom ".repeat(12).trim() },
    "an empty phrase": { secretPhrase: "" },
    "a private key of zeros": { privateKey: `0x${"00".repeat(64)}` },
    "a private key beyond every scalar": { privateKey: `0x${"ff".repeat(64)}` },
  };
  for (const [what, json] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      expect(await codeOf(load(json))).to.equal("KEYFILE_REFUSED");
    });
  }
});

async function load(file: string | object): Promise<LoadedKey> {
  return loadKey(parseKeyfile(typeof file === "string" ? file : JSON.stringify(file), "file"), "file");
}

function publicKeyIn(loaded: LoadedKey): string {
  return toHex(loaded.kind === "pair" ? loaded.key.publicKey : loaded.publicKey);
}

function addressIn(loaded: LoadedKey): string {
  return addressOf(loaded.kind === "pair" ? loaded.key.publicKey : loaded.publicKey);
}
