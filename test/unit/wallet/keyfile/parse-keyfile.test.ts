import { expect } from "chai";
import fc from "fast-check";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { toHex } from "../../../../src/wallet/bytes.ts";
import { parseKeyfile } from "../../../../src/wallet/keyfile/parse-keyfile.ts";
import { keyfiles, keys } from "../vectors.ts";

const path = "/wallets/default/hotkeys/default";
const { alice } = keys;

describe(parseKeyfile.name, () => {
  it("takes an absent key and a null one alike, in any order", () => {
    const fields = { accountId: alice.publicKey, secretSeed: alice.seed, ss58Address: alice.address };
    const absent = ["publicKey", "privateKey", "secretPhrase", "cryptoType"].map(
      (name) => [name, null] as const,
    );
    const inOrder = parseKeyfile(JSON.stringify(fields), path);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...Object.entries(fields), ...absent], { minLength: 7 }),
        (entries) => {
          const content = parseKeyfile(JSON.stringify(Object.fromEntries(entries)), path);
          expect(content).to.deep.equal(inOrder);
        },
      ),
    );
  });

  it("takes a bare public key, blanks around it, and keys that it does not know", () => {
    const bare = parseKeyfile(` ${alice.publicKey}\n`, path);
    expect([...bare.stated.values()].map(toHex)).to.deep.equal([alice.publicKey]);
    const more = parseKeyfile(JSON.stringify({ publicKey: alice.publicKey, meta: { made: 1 } }), path);
    expect([...more.stated.keys()]).to.deep.equal(["publicKey"]);
  });

  it("knows the two crypto types and takes sr25519 for granted", () => {
    expect(parseKeyfile("{}", path).cryptoType).to.equal("sr25519");
    expect(parseKeyfile('{"cryptoType":1}', path).cryptoType).to.equal("sr25519");
    expect(parseKeyfile('{"cryptoType":0}', path).cryptoType).to.equal("ed25519");
  });

  const refused = {
    "an empty file": ["", /empty/],
    "blanks only": [" \n", /empty/],
    "half of a file": [keyfiles.plaintext.slice(0, 200), /JSON/],
    "a list": ["[]", /as a whole/],
    "a number where text belongs": ['{"secretSeed":5}', /secretSeed/],
    "a seed that is too short": ['{"secretSeed":"0x1234"}', /secretSeed/],
    "a seed that is not hexadecimal": [`{"secretSeed":"${"zz".repeat(32)}"}`, /secretSeed/],
    "a private key of the other scheme": [
      `{"cryptoType":0,"privateKey":"${alice.privateKey}"}`,
      /privateKey/,
    ],
    "an address with another prefix": [`{"ss58Address":"${keys.otherPrefix}"}`, /ss58Address/],
    "a crypto type that is none": ['{"cryptoType":2}', /cryptoType/],
    "a crypto type in words": ['{"cryptoType":"sr25519"}', /cryptoType/],
    "text without end": [`{"secretPhrase":"${"word ".repeat(2_000)}"}`, /secretPhrase/],
  } as const;
  for (const [what, [text, reason]] of Object.entries(refused)) {
    it(`refuses ${what}, naming the file`, () => {
      const error = refusalOf(text);
      expect(error?.message).to.include(path).and.match(reason);
    });
  }

  it("refuses a true file cut off anywhere, telling nothing of it", () => {
    fc.assert(
      fc.property(fc.nat(keyfiles.plaintext.length - 1), (length) => {
        const error = refusalOf(keyfiles.plaintext.slice(0, length));
        expect(error?.message).not.to.include('secretSeed":');
        expect(JSON.stringify(error)).not.to.include(alice.seed.slice(2, 12));
        expect(error?.cause).to.equal(undefined);
      }),
    );
  });

  it("answers any text with content or KEYFILE_REFUSED", () => {
    const json = fc.record(
      {
        secretSeed: fc.anything(),
        publicKey: fc.anything(),
        cryptoType: fc.anything(),
        ss58Address: fc.string(),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      json.map((value) => stringify(value)),
    );
    fc.assert(
      fc.property(text, (source) => void refusalOf(source)),
      { numRuns: 1_000 },
    );
  });
});

function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}

function refusalOf(text: string): NeuronError | undefined {
  try {
    parseKeyfile(text, path);
    return undefined;
  } catch (error) {
    if (error instanceof NeuronError && error.code === "KEYFILE_REFUSED") return error;
    throw error;
  }
}
