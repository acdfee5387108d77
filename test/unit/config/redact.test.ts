import { expect } from "chai";
import fc from "fast-check";
import { printable, quoted } from "../../../src/config/redact.ts";
import { setting, type Setting } from "../../../src/config/setting.ts";
import { text } from "../../../src/config/types.ts";

describe(printable.name, () => {
  it("hides a secret, but not that it is empty or missing", () => {
    const secret = createSetting({ secret: true });
    expect(printable(secret, "hunter2")).to.equal("(hidden)");
    expect(printable(secret, "")).to.equal("");
    expect(printable(secret, undefined)).to.equal("(not set)");
  });

  it("takes user, password and query out of an address", () => {
    const shown = printable(createSetting(), "https://anna:hunter2@example.org/sot?token=abc");
    expect(shown).to.equal("https://***@example.org/sot?***");
  });

  it("leaves what holds no credentials as it is", () => {
    const plain = [
      "./data",
      "/srv/a@b/c",
      "s3://bucket/prefix",
      "https://example.org/x",
      "{network}_db",
      "*",
    ];
    for (const value of plain) expect(printable(createSetting(), value)).to.equal(value);
    expect(printable(createSetting(), ["a", "b"])).to.equal("a, b");
    expect(printable(createSetting(), false)).to.equal("false");
  });

  it("shows no password, whatever the password is", () => {
    fc.assert(
      fc.property(passwords, (password) => {
        for (const form of formsWith(password))
          expect(printable(createSetting(), form)).not.to.include(password);
      }),
    );
  });
});

describe(quoted.name, () => {
  it("quotes text, prints the rest, and keeps both short", () => {
    expect(quoted(createSetting(), "80a")).to.equal('"80a"');
    expect(quoted(createSetting(), { a: 1 })).to.equal("{ a: 1 }");
    expect(quoted(createSetting(), "x".repeat(500)).length).to.be.below(100);
  });

  it("prints a value that holds itself", () => {
    const circular: unknown[] = [];
    circular.push(circular);
    expect(quoted(createSetting(), circular)).to.include("Circular");
  });

  it("shows no password, whatever the form of the refused value", () => {
    fc.assert(
      fc.property(passwords, (password) => {
        for (const form of formsWith(password)) {
          for (const raw of [form, [form], { url: form }]) {
            expect(quoted(createSetting(), raw)).not.to.include(password);
          }
        }
        expect(quoted(createSetting({ secret: true }), [password])).to.equal("(hidden)");
      }),
    );
  });
});

const passwords = fc
  .string({ minLength: 4, maxLength: 20, unit: fc.constantFrom(...Array.from("aZ9:/@?#'\"\\ \n")) })
  .map((noise) => `pw${noise}pw`);

function formsWith(password: string): string[] {
  return [
    `https://anna:${password}@example.org/sot`,
    `ftp://anna:${password}@example.org`,
    ` https://anna:${password}@example.org`,
    `anna:${password}@example.org`,
    `https://example.org/sot?token=${password}`,
  ];
}

function createSetting(overrides: Partial<Setting<string>> = {}): Setting {
  return setting({
    type: text(),
    default: "",
    description: "A setting.",
    placeholder: "value",
    ...overrides,
  });
}
