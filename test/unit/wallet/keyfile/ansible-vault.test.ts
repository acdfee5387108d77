import { expect } from "chai";
import fc from "fast-check";
import {
  openAnsibleVault,
  parseAnsibleVault,
  type AnsibleVault,
} from "../../../../src/wallet/keyfile/ansible-vault.ts";
import { keyfiles } from "../vectors.ts";
import { ansibleVault } from "./legacy-files.ts";

const password = Buffer.from(keyfiles.password);
const file = Buffer.from(keyfiles.ansible.file);

describe(openAnsibleVault.name, () => {
  it("opens the vault of the vectors", async () => {
    expect(String(await openAnsibleVault(vaultIn(file), password))).to.equal(keyfiles.plaintext);
  });

  it("opens nothing with another password", async () => {
    expect(await openAnsibleVault(vaultIn(file), Buffer.from("another"))).to.equal(undefined);
  });

  it("opens nothing when a byte was changed", async () => {
    const vault = vaultIn(file);
    vault.ciphertext.writeUInt8(vault.ciphertext.readUInt8(0) ^ 1, 0);
    expect(await openAnsibleVault(vault, password)).to.equal(undefined);
  });

  it("opens what such a wallet writes, of any length", async () => {
    const plaintext = fc.uint8Array({ maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(plaintext, fc.uint8Array({ minLength: 1 }), async (bytes, anyPassword) => {
        const vault = vaultIn(ansibleVault(Buffer.from(bytes), anyPassword));
        expect([...((await openAnsibleVault(vault, anyPassword)) ?? [256])]).to.deep.equal([...bytes]);
      }),
      { numRuns: 20 },
    );
  });
});

describe(parseAnsibleVault.name, () => {
  it("takes line breaks of both kinds, and a label", () => {
    const text = keyfiles.ansible.file;
    expect(parseAnsibleVault(Buffer.from(text.replaceAll("\n", "\r\n")))).to.deep.equal(vaultIn(file));
    const labelled = text.replace("1.1;AES256", "1.2;AES256;wallet");
    expect(parseAnsibleVault(Buffer.from(labelled))).to.deep.equal(vaultIn(file));
  });

  it("finds no vault in a file cut off before its last part, or with another header", () => {
    for (const text of [
      "",
      "$ANSIBLE_VAULT",
      "$ANSIBLE_VAULT;1.1;AES256\n",
      keyfiles.ansible.file.slice(0, 200),
    ]) {
      expect(parseAnsibleVault(Buffer.from(text))).to.equal(undefined);
    }
    expect(parseAnsibleVault(Buffer.from(keyfiles.ansible.file.replace("AES256", "AES128")))).to.equal(
      undefined,
    );
  });

  it("never throws", () => {
    const body = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f\n]*$/));
    fc.assert(
      fc.property(body, (text) => {
        parseAnsibleVault(Buffer.from(`$ANSIBLE_VAULT;1.1;AES256\n${text}`));
      }),
    );
  });
});

function vaultIn(content: Buffer): AnsibleVault {
  return parseAnsibleVault(content) ?? expect.fail("not a vault");
}
