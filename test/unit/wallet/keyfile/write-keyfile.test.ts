import { expect } from "chai";
import fc from "fast-check";
import { keyFromSeed } from "../../../../src/wallet/key.ts";
import { keyFrom } from "../../../../src/wallet/key-source.ts";
import { loadKey } from "../../../../src/wallet/keyfile/load-key.ts";
import { parseKeyfile } from "../../../../src/wallet/keyfile/parse-keyfile.ts";
import { keyfileText, publicKeyfileText } from "../../../../src/wallet/keyfile/write-keyfile.ts";
import { bytesOf, keyfiles, keys } from "../vectors.ts";

describe(keyfileText.name, () => {
  it("writes what the Rust wallet writes for the same mnemonic", async () => {
    const [rust = expect.fail("no vector")] = keyfiles.plain;
    const text = await keyfileText(keyFrom(keys.mnemonic.mnemonic));
    expect(JSON.parse(text)).to.deep.equal(JSON.parse(rust.text));
  });

  it("writes the ecosystem's keys in its order, and no crypto type, which older wallets do not take", async () => {
    const names = async (typed: string) =>
      Object.keys(JSON.parse(await keyfileText(keyFrom(typed))) as object);
    const order = ["accountId", "publicKey", "privateKey", "secretPhrase", "secretSeed", "ss58Address"];
    expect(await names(keys.mnemonic.mnemonic)).to.deep.equal(order);
    expect(await names(keys.alice.seed)).to.deep.equal(order.filter((name) => name !== "secretPhrase"));
  });

  it("writes what loads again, for any seed and from each of the secrets alone", async () => {
    const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom("secretSeed", "privateKey"), async (seed, secret) => {
        const key = keyFromSeed("sr25519", seed);
        const written = JSON.parse(await keyfileText({ key, seed })) as Record<string, string>;
        const { [secret]: kept, ss58Address } = written;
        const loaded = await loadKey(parseKeyfile(JSON.stringify({ [secret]: kept, ss58Address }), "f"), "f");
        expect(loaded).to.deep.include({ kind: "pair" });
        if (loaded.kind === "pair") expect([...loaded.key.secretKey]).to.deep.equal([...key.secretKey]);
      }),
    );
  });
});

describe(publicKeyfileText.name, () => {
  it("writes who it is", () => {
    const { publicKey, address } = keys.alice;
    expect(JSON.parse(publicKeyfileText(bytesOf(publicKey)))).to.deep.equal({
      accountId: publicKey,
      publicKey,
      ss58Address: address,
    });
  });
});
