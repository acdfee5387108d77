import { expect } from "chai";
import fc from "fast-check";
import { openNacl, sealNacl } from "../../../../src/wallet/keyfile/nacl.ts";
import { bytesOf, keyfiles } from "../vectors.ts";

const file = Buffer.from(keyfiles.nacl.file, "base64");
const key = bytesOf(keyfiles.nacl.key);

describe(openNacl.name, () => {
  it("opens the file of the vectors with its key", () => {
    expect(Buffer.from(openNacl(file, key) ?? []).toString()).to.equal(keyfiles.plaintext);
  });

  it("opens nothing with another key, cut off anywhere, or with a bit changed behind the prefix", () => {
    expect(openNacl(file, bytesOf(keyfiles.naclNonAscii.key))).to.equal(undefined);
    fc.assert(
      fc.property(fc.integer({ min: 5, max: file.length - 1 }), fc.nat(7), (index, bit) => {
        const changed = Buffer.from(file);
        changed.writeUInt8(changed.readUInt8(index) ^ (1 << bit), index);
        expect(openNacl(changed, key)).to.equal(undefined);
        expect(openNacl(file.subarray(0, index), key)).to.equal(undefined);
      }),
    );
  });
});

describe(sealNacl.name, () => {
  it("writes what opens again, never the same file twice", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (plaintext) => {
        const sealed = sealNacl(plaintext, key);
        expect(Buffer.from(sealed.subarray(0, 5)).toString()).to.equal("$NACL");
        expect(sealed).to.have.lengthOf(5 + 24 + 16 + plaintext.length);
        expect([...(openNacl(sealed, key) ?? [256])]).to.deep.equal([...plaintext]);
        expect(Buffer.compare(sealed, sealNacl(plaintext, key))).not.to.equal(0);
      }),
    );
  });
});
