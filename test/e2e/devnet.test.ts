import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { runNeuron, startNeuron, stop } from "../support/cli.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { newKey } from "../../src/wallet/key-source.ts";
import { saveKeys } from "../../src/wallet/save-keys.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { never } from "../support/risk-network.ts";

describe("neuron devnet", function () {
  this.timeout(60_000);
  let root: string;
  let wallet: readonly string[];
  before(async () => {
    root = await makeTempDir();
    const walletPath = join(root, "wallets");
    wallet = ["--wallet.path", walletPath, "--data-dir", join(root, "data")];
    const keys = (["coldkey", "hotkey"] as const).map((role) => ({ role, origin: newKey(12) }));
    await saveKeys({ walletPath, name: "default", hotkey: "default" }, keys, {
      progress: silentProgress(),
      signal: never,
    });
  });
  after(() => removeTempDir(root));

  it("is a chain on which the wallet can register with what it says", async () => {
    const chain = startNeuron(["devnet", "--port", "0", ...wallet]);
    try {
      const command = await registerCommandOf(chain.stdout ?? expect.fail("no output"));
      const { exitCode, stdout, stderr } = await runNeuron([...command, "--yes", "--json"]);
      expect(exitCode, stderr).to.equal(0);
      expect(JSON.parse(stdout)).to.include({ uid: 0, isNew: true });
    } finally {
      await stop(chain);
    }
  });

  it("asks for a wallet where there is none", async () => {
    const { exitCode, stderr } = await runNeuron([
      "devnet",
      "--port",
      "0",
      "--wallet.path",
      join(root, "none"),
    ]);
    expect(exitCode).to.equal(78);
    expect(stderr).to.match(/neuron wallet create/);
  });
});

/** Returns the words of the command to register with, as it is printed. */
async function registerCommandOf(output: NodeJS.ReadableStream): Promise<string[]> {
  for await (const line of createInterface({ input: output })) {
    const [, command] = /npx neuron (register .*)/.exec(line) ?? [];
    if (command !== undefined) return command.split(" ");
  }
  return expect.fail("It ended without a word on how to register");
}
