import { expect } from "chai";
import { redactFields, redactText } from "../../../../src/ops/logs/redact.ts";

describe(redactFields.name, () => {
  it("hides what is called a secret, at any depth", () => {
    expect(
      redactFields({
        password: "p",
        s3SecretAccessKey: "k",
        deep: { mnemonic: "a b c", list: [{ token: "t" }] },
      }),
    ).to.deep.equal({
      password: "***",
      s3SecretAccessKey: "***",
      deep: { mnemonic: "***", list: [{ token: "***" }] },
    });
  });

  it("leaves facts alone: whether there is a secret is none", () => {
    const fields = { hotkey: "5Grwva", netuid: 1, token_received: true, durationMs: 3.5, none: null };
    expect(redactFields(fields)).to.deep.equal(fields);
  });

  it("writes what JSON cannot: big integers, dates, errors", () => {
    expect(
      redactFields({ stake: 5n, at: new Date(0), error: new Error("https://u:p@h failed") }),
    ).to.deep.equal({ stake: "5", at: "1970-01-01T00:00:00.000Z", error: "https://***@h failed" });
  });

  it("ends on anything that refers to itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(JSON.stringify(redactFields(loop))).to.include("…");
  });
});

describe(redactText.name, () => {
  it("hides users of addresses and bearer tokens", () => {
    expect(redactText("GET wss://user:secret@node.example/x with Bearer abcdefgh12345")).to.equal(
      "GET wss://***@node.example/x with Bearer ***",
    );
  });

  it("cuts what is too long", () => {
    expect(redactText("x".repeat(10_000)).length).to.be.below(5_000);
  });
});
