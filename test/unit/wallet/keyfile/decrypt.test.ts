import { expect } from "chai";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { decryptorOf } from "../../../../src/wallet/keyfile/decrypt.ts";
import { encryptionOf } from "../../../../src/wallet/keyfile/encryption.ts";
import { keyfiles } from "../vectors.ts";

const files = {
  nacl: Buffer.from(keyfiles.nacl.file, "base64"),
  ansible: Buffer.from(keyfiles.ansible.file),
  fernet: Buffer.from(keyfiles.fernet.file),
};

describe(encryptionOf.name, () => {
  it("tells each encryption by the beginning of the file", () => {
    for (const [encryption, file] of Object.entries(files)) expect(encryptionOf(file)).to.equal(encryption);
  });

  it("takes everything else for plain text", () => {
    for (const text of [keyfiles.plaintext, "", "$NAC", "gAAA", " $NACL"]) {
      expect(encryptionOf(Buffer.from(text))).to.equal("none");
    }
  });
});

describe(decryptorOf.name, () => {
  for (const encryption of ["nacl", "ansible", "fernet"] as const) {
    it(`refuses a ${encryption} file that was cut off, before anybody needs a password`, () => {
      const content = files[encryption].subarray(0, 40);
      expect(() => decryptorOf({ path: "/wallets/coldkey", content, encryption }))
        .to.throw(NeuronError, /\/wallets\/coldkey/)
        .with.property("code", "KEYFILE_REFUSED");
    });
  }
});
