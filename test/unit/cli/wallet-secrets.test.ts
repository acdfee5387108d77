import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { asNeuronError } from "../../../src/lib/errors.ts";
import { openHotkey } from "../../../src/wallet/open-wallet.ts";
import { run } from "../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { createWalletTools, knownPassword, writeKeyfile } from "../../support/wallet.ts";
import { keyfiles, keys } from "../wallet/vectors.ts";

const { alice, mnemonic, privateKey } = keys;
const password = "Corr3ct-Horse!";

/** Enough of each secret to know it by: parsers quote no more than the first letters of what they fail on. */
const secrets = [
  ...[alice.seed, alice.privateKey, mnemonic.seed, privateKey.canonical, privateKey.expanded].map((hex) =>
    hex.slice(2, 8),
  ),
  mnemonic.mnemonic.slice(0, 8),
  password,
];

/** Files that are opened in every way that goes well or wrong. */
const files: Readonly<Record<string, string>> = {
  good: keyfiles.plain[0]?.text ?? "",
  seed: keyfiles.plaintext,
  truncated: keyfiles.plaintext.slice(0, -20),
  mismatch: JSON.stringify({ secretSeed: alice.seed, publicKey: mnemonic.publicKey }),
  unconverted: JSON.stringify({ privateKey: privateKey.expanded, publicKey: privateKey.publicKey }),
  wrongType: JSON.stringify({ secretSeed: [alice.seed], privateKey: { hex: alice.privateKey } }),
  mistyped: JSON.stringify({ secretPhrase: `${mnemonic.mnemonic} review`, secretSeed: `${alice.seed}0` }),
  keyAsName: `{"${alice.seed}": 1, "${mnemonic.mnemonic}": null}`,
  bareMnemonic: mnemonic.mnemonic,
  unquoted: `{"secretPhrase": ${mnemonic.mnemonic}}`,
  bareSeedAndMore: `${alice.seed} ${mnemonic.mnemonic}`,
  vault: keyfiles.ansible.file,
};

describe("the secrets of a wallet", () => {
  let home: string;
  beforeEach(async () => {
    home = await makeTempDir();
    for (const [name, content] of Object.entries(files)) {
      const path = join(home, ".bittensor/wallets/default/hotkeys", name);
      await writeKeyfile(path, content);
      await chmod(path, 0o644);
    }
  });
  afterEach(() => removeTempDir(home));

  for (const name of Object.keys(files)) {
    it(`are in nothing that commands print and log with the file ${name}`, async () => {
      for (const line of [["list"], ["show", "--json"], ["sign", "--message", "m", "--json"], ["config"]]) {
        const command = line[0] === "config" ? line : ["wallet", ...line];
        const seen = await run([...command, "--wallet.hotkey", name], {
          workingDirectory: home,
          typed: [password],
          isTerminal: true,
        });
        expectNoSecret(seen);
      }
    });

    it(`are in nothing that opening the file ${name} returns or throws`, async () => {
      const selection = { walletPath: join(home, ".bittensor/wallets"), name: "default", hotkey: name };
      const tools = createWalletTools({ passwords: [knownPassword(password)] });
      const outcome = await openHotkey(selection, tools).catch((error: unknown) => asNeuronError(error));
      expectNoSecret(outcome);
      if (outcome instanceof Error) expectNoSecret(outcome.stack);
    });
  }

  it("are in nothing that refused input is answered with", async () => {
    await writeFile(join(home, "words"), `${mnemonic.mnemonic} review`, { mode: 0o644 });
    for (const [line, typed] of [
      [["import", "--key", "hotkey", "--wallet.hotkey", "new"], [`${mnemonic.mnemonic} review`]],
      [["import", "--key", "hotkey", "--wallet.hotkey", "new", "--from-file", "words"], []],
      [
        ["create", "--wallet.name", "new"],
        [password, `${password}!`],
      ],
      [["sign", "--message", "m", "--wallet.hotkey", "vault"], [`${password}!`]],
    ] as const) {
      const seen = await run(["wallet", ...line], { workingDirectory: home, typed, isTerminal: true });
      expect(seen.exitCode).not.to.equal(0);
      expectNoSecret(seen);
    }
  });
});

/** Looks at all that there is, the hidden properties too. */
function expectNoSecret(seen: unknown): void {
  const everything = [
    inspect(seen, { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity }),
    JSON.stringify(seen),
  ].join("\n");
  for (const secret of secrets) expect(everything.toLowerCase()).not.to.include(secret.toLowerCase());
}
