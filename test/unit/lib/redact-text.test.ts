import { expect } from "chai";
import fc from "fast-check";
import { redactText } from "../../../src/lib/redact-text.ts";

const mnemonic = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

describe(redactText.name, () => {
  for (const [what, text, secret] of [
    ["a user of an address", "GET https://user:pass@host/x failed", "user:pass"],
    ["a query of an address", "GET https://host/x?X-Amz-Signature=abcdef failed", "abcdef"],
    ["a password", 'password: "hunter22"', "hunter22"],
    ["a password of the environment", "BT_PW_PASSWORD=hunter22 BT=1", "hunter22"],
    ["a token in JSON", '{"token":"t0ken-1","x":1}', "t0ken-1"],
    ["a bearer", "Authorization failed for Bearer abc.def-1", "abc.def-1"],
    ["a mnemonic", `wallet from ${mnemonic} made`, "obey lake curtain"],
    ["a seed", `seed of 0x${"ab".repeat(32)} end`, "abababab"],
    ["an access key", "accessKeyId: AKIA12345678, region: x", "AKIA12345678"],
  ] as const) {
    it(`hides ${what}`, () => {
      expect(redactText(text)).not.to.include(secret);
    });
  }

  it("leaves what the operator needs", () => {
    const text =
      "Batch torus 2025-08-01 195d rejected: alerts.parquet has 12 rows at https://host/a/b (HTTP 404)";
    expect(redactText(text)).to.equal(text);
  });

  it("hides known secrets wherever they are, but none so short that it is everywhere", () => {
    expect(redactText("a s3cr3t! and s3cr3t!", ["s3cr3t!", "a"])).to.equal("a *** and ***");
  });

  it("hides a known secret of any form in any text", () => {
    const secrets = fc
      .string({ minLength: 6 })
      .filter((secret) => !"[hexadecimal] [words] ***".includes(secret));
    fc.assert(
      fc.property(
        fc.constantFrom("", "x ", "\n"),
        secrets,
        fc.constantFrom("", " y", "\n"),
        (before, secret, after) => {
          expect(redactText(before + secret + after, [secret]).includes(secret)).to.equal(false);
        },
      ),
    );
  });
});
