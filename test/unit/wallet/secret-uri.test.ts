import { expect } from "chai";
import { toHex } from "../../../src/wallet/bytes.ts";
import { signerFromUri } from "../../../src/wallet/secret-uri.ts";
import { NeuronError } from "../../../src/lib/errors.ts";
import { keys } from "./vectors.ts";

describe(signerFromUri.name, () => {
  for (const { uri, publicKey, address } of keys.derivation) {
    it(`derives ${address} of ${uri}`, () => {
      const signer = signerFromUri(uri);
      expect(toHex(signer.publicKey)).to.equal(publicKey);
      expect(signer.address).to.equal(address);
    });
  }

  it("takes a seed for a phrase, and a path alone for one below the development phrase", () => {
    expect(signerFromUri(keys.alice.seed).address).to.equal(keys.alice.address);
    expect(signerFromUri("/Alice").address).not.to.equal(keys.alice.address);
  });

  it("makes another key of another password", () => {
    const { mnemonic } = keys.mnemonic;
    expect(signerFromUri(`${mnemonic}///one`).address).not.to.equal(signerFromUri(mnemonic).address);
    expect(signerFromUri(`${mnemonic}///`).address).to.equal(signerFromUri(mnemonic).address);
  });

  for (const uri of ["", "not a mnemonic", "0x12", `${keys.alice.seed}00`, "//", "a//"]) {
    it(`refuses ${JSON.stringify(uri)} without repeating it`, () => {
      expect(() => signerFromUri(uri))
        .to.throw(NeuronError, /^The secret URI is neither/)
        .with.property("code", "USAGE_INVALID");
    });
  }
});
