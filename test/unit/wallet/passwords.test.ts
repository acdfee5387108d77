import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { silentLogger } from "../../../src/lib/logger.ts";
import {
  getPassword,
  passwordFromPrompt,
  passwordInFile,
  passwordsInEnvironment,
  passwordVariable,
  type PasswordSource,
} from "../../../src/wallet/passwords.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import { recordingLogger } from "../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { keyfiles } from "./vectors.ts";

const { keyfile, name, value } = keyfiles.environment;

describe(passwordsInEnvironment.name, () => {
  it("reads the variable of the vectors", async () => {
    expect(passwordVariable(keyfile)).to.equal(name);
    const password = await textFrom(passwordsInEnvironment({ [name]: value }));
    expect(password).to.equal(keyfiles.password);
  });

  it("reads what the ecosystem's wallet writes for any password", async () => {
    const anyPassword = fc.string({ minLength: 1, unit: "grapheme" });
    await fc.assert(
      fc.asyncProperty(anyPassword, async (password) => {
        expect(await textFrom(passwordsInEnvironment({ [name]: scrambled(password) }))).to.equal(password);
      }),
    );
  });

  it("knows none without the variable, with an empty one, and with another file's", async () => {
    expect(await textFrom(passwordsInEnvironment({}))).to.equal(undefined);
    expect(await textFrom(passwordsInEnvironment({ [name]: "" }))).to.equal(undefined);
    expect(await textFrom(passwordsInEnvironment({ [`${name}2`]: value }))).to.equal(undefined);
  });

  it("refuses a password in the clear, without repeating it", async () => {
    const error = await failureOf(passwordsInEnvironment({ [name]: keyfiles.password }).find(keyfile));
    expect(error?.code).to.equal("PASSWORD_WRONG");
    expect(error?.message).to.include(name).and.not.include(keyfiles.password);
  });
});

describe(passwordInFile.name, () => {
  let directory: string;
  beforeEach(async () => (directory = await makeTempDir()));
  afterEach(() => removeTempDir(directory));

  it("takes all but one line break at the end", async () => {
    const path = join(directory, "password");
    for (const [content, password] of [
      ["secret", "secret"],
      ["secret\n", "secret"],
      ["secret\r\n", "secret"],
      [" two words \n\n", " two words \n"],
    ] as const) {
      await writeFile(path, content, { mode: 0o600 });
      expect(await textFrom(passwordInFile(path, silentLogger()))).to.equal(password);
    }
  });

  it("names a file that is missing, and warns of one that others can read", async () => {
    const path = join(directory, "password");
    expect(await codeOf(textFrom(passwordInFile(path, silentLogger())))).to.equal("PASSWORD_MISSING");
    await writeFile(path, "secret");
    await chmod(path, 0o644);
    const logger = recordingLogger();
    await textFrom(passwordInFile(path, logger));
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn"]);
  });
});

describe(passwordFromPrompt.name, () => {
  it("asks for the file's password and leaves the blanks around it out", async () => {
    const questions: string[] = [];
    const askSecret = (question: string) => Promise.resolve(` sécret${questions.push(question)}\t`);
    expect(await textFrom(passwordFromPrompt({ isInteractive: true, askSecret }))).to.equal("sécret1");
    expect(questions.join()).to.include(keyfile);
  });

  it("asks nobody where there is nobody", async () => {
    const askSecret = () => Promise.reject(new Error("Nobody is here"));
    expect(await textFrom(passwordFromPrompt({ isInteractive: false, askSecret }))).to.equal(undefined);
  });
});

describe(getPassword.name, () => {
  it("believes the first source that has one", async () => {
    const sources = [undefined, "first", "second"].map(fixedSource);
    expect((await getPassword(sources, keyfile)).origin).to.equal("first");
  });

  it("tells every way to give one when there is none", async () => {
    const error = await failureOf(getPassword([fixedSource(undefined)], keyfile));
    expect(error?.code).to.equal("PASSWORD_MISSING");
    expect(error?.message).to.include(name).and.include("--wallet.password-file").and.include(keyfile);
  });
});

async function textFrom(source: PasswordSource): Promise<string | undefined> {
  const password = await source.find(keyfile);
  return password === undefined ? undefined : Buffer.from(password.bytes).toString("utf8");
}

function scrambled(password: string): string {
  const key = Buffer.from(name);
  const bytes = Buffer.from(password).map((byte, index) => byte ^ (key[index % key.length] ?? 0));
  return Buffer.from(bytes).toString("base64");
}

function fixedSource(password: string | undefined): PasswordSource {
  const found = password === undefined ? undefined : { bytes: Buffer.from(password), origin: password };
  return { find: () => Promise.resolve(found) };
}
