import { expect } from "chai";
import { toHex } from "../../../src/wallet/bytes.ts";
import { pairFromSeed } from "../../../src/wallet/sr25519.ts";
import {
  canonicalFromExpanded,
  expandedFromCanonical,
  findPublicKeyOf,
} from "../../../src/wallet/private-key.ts";
import fc from "fast-check";
import { bytesOf, keys } from "./vectors.ts";

const { canonical, expanded, publicKey, wrongPublicKey } = keys.privateKey;

describe(expandedFromCanonical.name, () => {
  it("multiplies the scalar by eight and keeps the nonce", () => {
    expect(toHex(expandedFromCanonical(bytesOf(canonical)) ?? new Uint8Array())).to.equal(expanded);
  });

  it("finds no form for a scalar that does not fit, and none of schnorrkel's does so", () => {
    const tooLarge = bytesOf(canonical);
    tooLarge[31] = 0x20;
    expect(expandedFromCanonical(tooLarge)).to.equal(undefined);
  });

  it("undoes canonicalFromExpanded for the key of any seed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const { secretKey } = pairFromSeed(seed);
        const back = expandedFromCanonical(canonicalFromExpanded(secretKey));
        expect(toHex(back ?? new Uint8Array())).to.equal(toHex(secretKey));
      }),
    );
  });
});

describe(canonicalFromExpanded.name, () => {
  it("gives the form that keyfiles hold", () => {
    expect(toHex(canonicalFromExpanded(bytesOf(expanded)))).to.equal(canonical);
  });
});

describe(findPublicKeyOf.name, () => {
  it("finds the public key, and not the one of a scalar taken for the other form", () => {
    const found = toHex(findPublicKeyOf(bytesOf(canonical)) ?? new Uint8Array());
    expect(found).to.equal(publicKey).and.not.equal(wrongPublicKey);
  });

  it("agrees with the sr25519 library for the key of any seed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const pair = pairFromSeed(seed);
        const found = findPublicKeyOf(canonicalFromExpanded(pair.secretKey));
        expect(toHex(found ?? new Uint8Array())).to.equal(toHex(pair.publicKey));
      }),
    );
  });

  it("finds none for zero", () => {
    expect(findPublicKeyOf(new Uint8Array(64))).to.equal(undefined);
  });
});
