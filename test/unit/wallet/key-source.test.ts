import { expect } from "chai";
import { NeuronError } from "../../../src/lib/errors.ts";
import { toHex } from "../../../src/wallet/bytes.ts";
import { keyFrom, newKey } from "../../../src/wallet/key-source.ts";
import { mnemonicWordCounts } from "../../../src/wallet/sr25519.ts";
import { keys } from "./vectors.ts";

describe(newKey.name, () => {
  for (const words of mnemonicWordCounts) {
    it(`makes a key of ${words} words that restore it, never the same twice`, () => {
      const { mnemonic, key } = newKey(words);
      expect(mnemonic.split(" ")).to.have.lengthOf(words);
      expect(toHex(keyFrom(mnemonic).key.publicKey)).to.equal(toHex(key.publicKey));
      expect(newKey(words).mnemonic).not.to.equal(mnemonic);
    });
  }
});

describe(keyFrom.name, () => {
  it("takes a mnemonic as people type it", () => {
    const { mnemonic, publicKey, seed } = keys.mnemonic;
    const origin = keyFrom(`  ${mnemonic.toUpperCase().replaceAll(" ", "\n  ")}\t`);
    expect(toHex(origin.key.publicKey)).to.equal(publicKey);
    expect(toHex(origin.seed)).to.equal(seed);
    expect(origin.mnemonic).to.equal(mnemonic);
  });

  it("takes a seed with and without 0x", () => {
    const { seed, publicKey } = keys.alice;
    for (const typed of [seed, `${seed.slice(2)}\n`]) {
      expect(toHex(keyFrom(typed).key.publicKey)).to.equal(publicKey);
      expect(keyFrom(typed)).not.to.have.property("mnemonic");
    }
  });

  for (const typed of ["", "bottom drive obey", keys.alice.privateKey, `${keys.mnemonic.mnemonic} review`]) {
    it(`refuses ${typed.split(/\s+/).length} words and ${typed.length} letters that are no key, and keeps them to itself`, () => {
      expect(() => keyFrom(typed))
        .to.throw(NeuronError, /^That is neither/)
        .with.property("code", "USAGE_INVALID");
    });
  }
});
