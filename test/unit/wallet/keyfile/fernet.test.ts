import { randomBytes } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import {
  openFernetToken,
  parseFernetToken,
  type FernetToken,
} from "../../../../src/wallet/keyfile/fernet.ts";
import { keyfiles } from "../vectors.ts";
import { fernetToken } from "./legacy-files.ts";

const file = Buffer.from(keyfiles.fernet.file);
const keyOfVector = () => Buffer.from(keyfiles.fernet.key, "base64url");

describe(openFernetToken.name, () => {
  it("opens the token of the vectors with its key", () => {
    expect(String(openFernetToken(tokenIn(file), keyOfVector()))).to.equal(keyfiles.plaintext);
  });

  it("opens nothing with another key, and wipes every key it is given", () => {
    const another = randomBytes(32);
    expect(openFernetToken(tokenIn(file), another)).to.equal(undefined);
    expect([...another]).to.deep.equal(Array(32).fill(0));
  });

  it("opens nothing when any bit was changed", () => {
    const length = Buffer.from(keyfiles.fernet.file, "base64url").length;
    fc.assert(
      fc.property(fc.nat(length - 1), fc.nat(7), (index, bit) => {
        const changed = Buffer.from(keyfiles.fernet.file, "base64url");
        changed.writeUInt8(changed.readUInt8(index) ^ (1 << bit), index);
        const token = tokenIn(Buffer.from(changed.toString("base64url")));
        expect(openFernetToken(token, keyOfVector())).to.equal(undefined);
      }),
    );
  });

  it("opens what such a wallet writes, of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const key = randomBytes(32);
        const token = tokenIn(fernetToken(Buffer.from(bytes), key));
        expect([...(openFernetToken(token, key) ?? [256])]).to.deep.equal([...bytes]);
      }),
    );
  });
});

describe(parseFernetToken.name, () => {
  it("takes a line break at the end", () => {
    expect(parseFernetToken(Buffer.from(`${keyfiles.fernet.file}\n`))).to.deep.equal(tokenIn(file));
  });

  it("finds no token in half of one, or in other letters", () => {
    const { file: text } = keyfiles.fernet;
    for (const damaged of ["", "gAAAAA", text.slice(0, 81), `${text.slice(0, 50)} ${text.slice(50)}`]) {
      expect(parseFernetToken(Buffer.from(damaged))).to.equal(undefined);
    }
  });
});

function tokenIn(content: Buffer): FernetToken {
  return parseFernetToken(content) ?? expect.fail("not a token");
}
