import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { walletCommands } from "../../../src/cli/wallet.ts";
import { run, type ProgramInput, type ProgramRun } from "../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { writeKeyfile } from "../../support/wallet.ts";
import { keyfiles, keys, signatures } from "../wallet/vectors.ts";

const { alice, mnemonic } = keys;

describe("neuron wallet", () => {
  let home: string;
  beforeEach(async () => (home = await makeTempDir()));
  afterEach(() => removeTempDir(home));

  const wallet = (line: readonly string[], input: Partial<ProgramInput> = {}): Promise<ProgramRun> =>
    run(["wallet", ...line], { workingDirectory: home, ...input });
  const fileOf = (...path: string[]) => join(home, ".bittensor", "wallets", "default", ...path);

  it("lists its commands, refuses unknown ones, and ends with 64 without one", async () => {
    const help = await wallet(["--help"]);
    expect(help.exitCode).to.equal(0);
    for (const { name } of walletCommands.commands) expect(help.stdout).to.include(`\n  ${name}`);
    expect((await wallet([])).exitCode).to.equal(64);
    expect((await wallet(["dance"])).exitCode).to.equal(64);
    expect((await wallet(["list", "--wallet.nmae", "x"])).exitCode).to.equal(64);
  });

  describe("create", () => {
    const plain = ["create", "--plain-coldkey"];

    it("shows the mnemonics once, on a terminal, and writes keys that they restore", async () => {
      const { exitCode, stdout } = await wallet(plain, { isTerminal: true });
      expect(exitCode).to.equal(0);
      for (const [role, path] of [
        ["coldkey", fileOf("coldkey")],
        ["hotkey", fileOf("hotkeys", "default")],
      ] as const) {
        const shown = new RegExp(`^${role}: (.*)$`, "m").exec(stdout)?.[1] ?? "";
        expect(shown.split(" ")).to.have.lengthOf(12);
        expect(JSON.parse(await readFile(path, "utf8"))).to.include({ secretPhrase: shown });
        expect(stdout.split(shown)).to.have.lengthOf(2);
      }
    });

    for (const [where, line, input] of [
      ["no terminal", plain, {}],
      ["--json on a terminal", [...plain, "--json"], { isTerminal: true }],
    ] as const) {
      it(`makes nothing where a mnemonic could be lost: ${where}`, async () => {
        expect((await wallet(line, input)).exitCode).to.equal(64);
        expect((await wallet(["show"])).exitCode).to.equal(78);
      });
    }

    it("writes the mnemonics to a new file for its owner only, and never over another", async () => {
      const line = [...plain, "--mnemonic-file", "words", "--words", "24", "--json"];
      const { exitCode, stdout } = await wallet(line);
      expect(exitCode).to.equal(0);
      const words = await readFile(join(home, "words"), "utf8");
      expect(words).to.match(/^coldkey: (\w+ ){23}\w+\nhotkey: (\w+ ){23}\w+\n$/);
      expect((await stat(join(home, "words"))).mode & 0o777).to.equal(0o600);
      expect(stdout).not.to.include(words.slice(9, 30));
      const again = await wallet([...line, "--wallet.name", "second"]);
      expect(again.exitCode).to.equal(73);
      expect(await readFile(join(home, "words"), "utf8")).to.equal(words);
    });

    it("adds a hotkey to a wallet, and leaves one that is there alone", async () => {
      const line = ["create", "--key", "hotkey", "--mnemonic-file"];
      expect((await wallet([...line, "one"])).exitCode).to.equal(0);
      const first = await readFile(fileOf("hotkeys", "default"), "utf8");
      expect((await wallet([...line, "two", "--wallet.hotkey", "second"])).exitCode).to.equal(0);
      const again = await wallet([...line, "three"]);
      expect(again.exitCode).to.equal(73);
      expect(again.stderr).to.include(fileOf("hotkeys", "default"));
      expect(await readFile(fileOf("hotkeys", "default"), "utf8")).to.equal(first);
    });

    for (const [what, line, typed, exitCode] of [
      ["a password shorter than six bytes", [], ["short", "short"], 64],
      ["two passwords that differ", [], ["long enough", "long enouhg"], 64],
      ["nobody to ask for the coldkey's password", [], undefined, 78],
      ["nobody to ask for the hotkey's", ["--key", "hotkey", "--encrypt-hotkey"], undefined, 78],
      ["a number of words that is none", ["--words", "13"], [], 64],
      ["a key that is none", ["--key", "warmkey"], [], 64],
    ] as const) {
      it(`makes nothing with ${what}`, async () => {
        const input = { isTerminal: true, ...(typed && { typed }) };
        expect((await wallet(["create", ...line], input)).exitCode).to.equal(exitCode);
        expect(JSON.parse((await wallet(["list", "--json"])).stdout)).to.deep.include({ wallets: [] });
      });
    }
  });

  describe("import", () => {
    const line = ["import", "--key", "hotkey"];

    it("takes a mnemonic from the terminal, or a seed from a file", async () => {
      const typed = await wallet(line, { typed: [mnemonic.mnemonic] });
      expect(typed.exitCode).to.equal(0);
      expect(typed.questions).to.have.lengthOf(1);
      await writeFile(join(home, "seed"), `${alice.seed}\n`, { mode: 0o600 });
      const filed = await wallet([...line, "--from-file", "seed", "--wallet.hotkey", "alice", "--json"]);
      expect(filed.stdout).to.include(alice.address);
      const { stdout } = await wallet(["show", "--json"]);
      expect(stdout).to.include(alice.address).and.include('"name":"default"');
    });

    it("writes nothing for a typing mistake, for no key named, and for a file that is missing", async () => {
      expect((await wallet(line, { typed: ["bottom drive obey"] })).exitCode).to.equal(64);
      expect((await wallet(["import"], { typed: [alice.seed] })).exitCode).to.equal(64);
      expect((await wallet([...line, "--from-file", "missing"])).exitCode).to.equal(64);
      expect((await wallet(["show"])).exitCode).to.equal(78);
    });

    it("does not even ask when the key is there already", async () => {
      await writeKeyfile(fileOf("hotkeys", "default"), keyfiles.plaintext);
      const { exitCode, questions } = await wallet(line, { typed: [mnemonic.mnemonic] });
      expect(exitCode).to.equal(73);
      expect(questions).to.deep.equal([]);
    });
  });

  describe("list and show", () => {
    it("tell people the addresses, and what is wrong with a file", async () => {
      await writeKeyfile(fileOf("coldkeypub.txt"), mnemonic.publicKey);
      await writeKeyfile(fileOf("hotkeys", "alice"), keyfiles.plaintext);
      await writeKeyfile(fileOf("hotkeys", "broken"), "{");
      for (const command of ["list", "show"]) {
        const { stdout, exitCode } = await wallet([command]);
        expect(exitCode).to.equal(0);
        expect(stdout).to.match(/^default\n {2}coldkey {2}5HDv\w+ {2}public only/);
        expect(stdout).to.include(`hotkey alice  ${alice.address}  not encrypted`);
        expect(stdout).to.match(/hotkey broken {2}The key file .* no valid JSON/);
      }
    });

    it("say where there is nothing", async () => {
      expect((await wallet(["list"])).stdout).to.include(join(home, ".bittensor/wallets"));
      expect((await wallet(["show"])).stderr).to.include("There is no wallet default");
    });
  });

  describe("sign and verify", () => {
    it("agree, also on text that is not ASCII", async () => {
      await writeKeyfile(fileOf("hotkeys", "default"), keyfiles.plaintext);
      const signed = await wallet(["sign", "--message", "héllo"]);
      const verify = ["verify", "--signature", signed.stdout.trim(), "--address", alice.address, "--message"];
      expect((await wallet([...verify, "héllo"])).exitCode).to.equal(0);
      const other = await wallet([...verify, "hello", "--json"]);
      expect(other.exitCode).to.equal(65);
      expect(JSON.parse(other.stdout)).to.have.nested.property("error.code", "SIGNATURE_INVALID");
    });

    it("verify what the Python SDK signed", async () => {
      const { message, signature, address } = signatures.withBodyHash;
      const line = ["verify", "--message", message, "--signature", signature, "--address", address];
      expect((await wallet(line)).exitCode).to.equal(0);
    });

    it("name an option that is missing and an address that is none", async () => {
      expect((await wallet(["sign"])).stderr).to.include("--message");
      const line = ["verify", "--message", "m", "--signature", "0x", "--address", keys.otherPrefix];
      expect(await wallet(line)).to.include({ exitCode: 64 });
    });

    it("name the command that makes the hotkey which is missing", async () => {
      const { exitCode, stderr } = await wallet(["sign", "--message", "m"]);
      expect(exitCode).to.equal(78);
      expect(stderr).to.include("neuron wallet create --key hotkey");
    });
  });
});
