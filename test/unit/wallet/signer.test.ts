import { inspect } from "node:util";
import { expect } from "chai";
import { NeuronError } from "../../../src/lib/errors.ts";
import { keyFromSeed } from "../../../src/wallet/key.ts";
import { toHex } from "../../../src/wallet/bytes.ts";
import { signerFromUri } from "../../../src/wallet/secret-uri.ts";
import { KeySigner } from "../../../src/wallet/signer.ts";
import { verifySignature } from "../../../src/wallet/verify-signature.ts";
import { bytesOf, keys, signatures } from "./vectors.ts";

describe(KeySigner.name, () => {
  it("signs so that its address verifies", () => {
    const signer = signerFromUri("//Alice");
    const message = Buffer.from("1760000000");
    const signature = signer.sign(message);
    expect(signature).to.have.lengthOf(64);
    expect(verifySignature({ address: signer.address, message, signature })).to.be.true;
  });

  it("signs with ed25519 the very bytes that the ecosystem's wallet signs", () => {
    const { address, message, signature } = signatures.ed25519;
    const signer = new KeySigner(keyFromSeed("ed25519", bytesOf(keys.mnemonic.seed)));
    expect(signer.address).to.equal(address);
    expect(toHex(signer.sign(Buffer.from(message)))).to.equal(signature);
  });

  it("shows its address and nothing else, however it is printed", () => {
    const signer = signerFromUri("//Alice");
    const everything = { depth: Infinity, showHidden: true, getters: true, showProxy: true } as const;
    expect(inspect(signer, everything)).to.equal(`Signer(${keys.alice.address})`);
    expect(inspect({ signer })).to.equal(`{ signer: Signer(${keys.alice.address}) }`);
    expect(JSON.stringify(signer)).to.equal(JSON.stringify({ address: keys.alice.address }));
    expect(Object.keys(signer)).to.have.members(["address", "cryptoType"]);
  });

  it("cannot be made to sign for another key by changing the one it shows", () => {
    const signer = signerFromUri("//Alice");
    signer.publicKey.fill(0);
    expect(toHex(signer.publicKey)).to.equal(keys.alice.publicKey);
  });

  it("wipes the secret when it forgets, and signs no more", () => {
    const key = keyFromSeed("sr25519", bytesOf(keys.alice.seed));
    const signer = new KeySigner(key);
    signer.forget();
    signer.forget();
    expect([...key.secretKey].every((byte) => byte === 0)).to.be.true;
    expect(() => signer.sign(new Uint8Array(1)))
      .to.throw(NeuronError)
      .with.property("code", "INTERNAL");
  });
});
