import { encodeAddress } from "@polkadot/util-crypto/address";
import { expect } from "chai";
import fc from "fast-check";
import { toHex } from "../../../src/wallet/bytes.ts";
import {
  addressOf,
  addressSchema,
  findPublicKey,
  hotkeySchema,
  ss58Prefix,
} from "../../../src/wallet/ss58.ts";
import { bytesOf, keys } from "./vectors.ts";

describe(addressOf.name, () => {
  it("writes the addresses of the vectors", () => {
    for (const { publicKey, address } of keys.addresses)
      expect(addressOf(bytesOf(publicKey))).to.equal(address);
  });

  it("writes what the ecosystem's own library writes for any key", () => {
    const publicKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(publicKey, (bytes) => {
        expect(addressOf(bytes)).to.equal(encodeAddress(bytes, ss58Prefix));
      }),
    );
  });

  it("is undone by findPublicKey for any key", () => {
    const publicKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(publicKey, (bytes) => {
        expect(toHex(findPublicKey(addressOf(bytes)) ?? new Uint8Array())).to.equal(toHex(bytes));
      }),
    );
  });
});

describe(findPublicKey.name, () => {
  const [{ address, publicKey } = { address: "", publicKey: "" }] = keys.addresses;
  const refused = {
    "another prefix": keys.otherPrefix,
    "a wrong checksum": keys.badChecksum,
    "a public key in hexadecimal": publicKey,
    "a blank before it": ` ${address}`,
    "a line break behind it": `${address}\n`,
    "a letter that base 58 lacks": address.replace("G", "0"),
    "a letter less": address.slice(0, -1),
    "endless text": "5".repeat(1_000_000),
    nothing: "",
  };
  for (const [what, text] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(findPublicKey(text)).to.equal(undefined);
    });
  }

  it("refuses an address with any one letter changed", () => {
    const letters = Array.from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
    fc.assert(
      fc.property(fc.nat(address.length - 1), fc.constantFrom(...letters), (index, letter) => {
        const changed = `${address.slice(0, index)}${letter}${address.slice(index + 1)}`;
        expect(findPublicKey(changed) === undefined).to.equal(changed !== address);
      }),
    );
  });
});

describe("hotkeySchema", () => {
  it("takes an address and nothing else", () => {
    expect(hotkeySchema.safeParse(keys.alice.address).success).to.be.true;
    for (const other of [keys.otherPrefix, 5, null, undefined, {}]) {
      expect(hotkeySchema.safeParse(other).success).to.be.false;
      expect(addressSchema.safeParse(other).success).to.be.false;
    }
  });
});
