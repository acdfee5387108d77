import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { btauthScheme } from "../../../src/protocol/btauth/scheme.ts";
import { verifySignature } from "../../../src/wallet/verify-signature.ts";
import { alice, answerSignature, bob, charlie } from "../../support/dendrite.ts";
import { offChain, runNeuron } from "../../support/cli.ts";
import {
  answers,
  startHostileServer,
  type Behaviour,
  type HostileServer,
} from "../../support/hostile-server.ts";
import { run, type ProgramInput, type ProgramRun } from "../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { writeKeyfile } from "../../support/wallet.ts";
import { keyfiles } from "../../unit/wallet/vectors.ts";

const body = JSON.stringify({ scores: Array.from({ length: 100 }, (_, index) => ({ index })) });
const signed = answerSignature(body);
const health = JSON.stringify({ status: "healthy", neuron: { hotkey: bob.address } });

describe("neuron query", () => {
  let home: string;
  let server: HostileServer | undefined;
  beforeEach(async () => {
    home = await makeTempDir();
    await writeKeyfile(join(home, ".bittensor/wallets/default/hotkeys/default"), keyfiles.plaintext);
  });
  afterEach(async () => {
    await server?.close();
    await removeTempDir(home);
  });

  async function query(
    behaviours: readonly Behaviour[],
    line: readonly string[] = ["--hotkey", bob.address],
    input: Partial<ProgramInput> = {},
  ): Promise<ProgramRun> {
    server = await startHostileServer(...behaviours);
    const { port } = new URL(server.url);
    const command = ["query", "/scores?day=1", "--port", port, ...offChain, ...line];
    return run(command, { workingDirectory: home, ...input });
  }

  it("signs with the wallet's hotkey, and shows the answer and who stands by it", async () => {
    const { exitCode, stdout } = await query([answers(200, body, signed)]);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/^Status 200 in \d+ ms, 1,/);
    expect(stdout).to.include(`Signed by ${bob.address} at 2025-07-31T`);
    const [request] = server?.requests ?? [];
    const head = { method: "GET", target: "/scores?day=1", headers: request?.headers ?? {} };
    const claim = btauthScheme.readClaim(head);
    expect(claim).to.include({ hotkey: keyfiles.address, receiver: bob.address });
    const message = claim.message(bob.address, Buffer.alloc(0));
    expect(verifySignature({ address: claim.hotkey, message, signature: claim.signature })).to.equal(true);
  });

  it("prints all of it as JSON", async () => {
    const { stdout } = await query([answers(200, body, signed)], ["--hotkey", bob.address, "--json"]);
    expect(JSON.parse(stdout)).to.deep.include({
      miner: {
        hotkey: bob.address,
        hotkeySource: "given",
        host: "127.0.0.1",
        port: Number(new URL(server?.url ?? "").port),
      },
      status: 200,
      signature: { outcome: "valid", hotkey: bob.address, signedAtMs: 1_754_000_000_000 },
      body: JSON.parse(body) as unknown,
    });
  });

  it("shortens the body on a terminal only, and writes the whole to a file", async () => {
    const line = ["--hotkey", bob.address, "-o", "answer.json"];
    const shown = await query([answers(200, body, signed)], line.slice(0, 2), { isTerminal: true });
    expect(shown.stdout).to.match(/… \d+ more lines/);
    await server?.close();
    expect((await query([answers(200, body, signed)], line)).stdout).to.include("Written to ");
    expect(await readFile(join(home, "answer.json"), "utf8")).to.equal(body);
  });

  it("posts a body, in each scheme", async () => {
    for (const [scheme, header] of [
      ["btauth", "x-bittensor-signature"],
      ["synapse", "bt_header_dendrite_signature"],
      ["epistula", "epistula-request-signature"],
    ] as const) {
      const line = ["--hotkey", bob.address, "--body", "{}", "--scheme", scheme];
      expect((await query([answers(200, body, signed)], line)).exitCode).to.equal(0);
      expect(server?.requests[0]?.headers).to.include.keys(header, "content-type");
      await server?.close();
    }
  });

  it("asks a miner for its hotkey, unsigned, and says whose word that is", async () => {
    const { exitCode, stdout } = await query([answers(200, health), answers(200, body, signed)], []);
    expect(exitCode).to.equal(0);
    expect(stdout).to.include("the miner's own word");
    expect(server?.requests.map(({ path }) => path)).to.deep.equal(["/health", "/scores?day=1"]);
    expect(server?.requests[0]?.headers).to.not.have.property("x-bittensor-signature");
  });

  for (const [what, behaviour, exitCode, words] of [
    ["an unsigned answer", answers(200, body), 65, "not signed"],
    ["another's answer", answers(200, body, answerSignature(body, charlie)), 65, charlie.address],
    ["a forged answer", answers(200, body, answerSignature("{}")), 65, "did not sign"],
    ["a refusal", answers(403, '{"message":"Access denied"}'), 77, "403: Access denied"],
    [
      "an answer in no known coding",
      answers(200, body, { "content-encoding": "zstd" }),
      76,
      "cannot be read",
    ],
  ] as const) {
    it(`ends with ${exitCode} for ${what}`, async () => {
      const result = await query([behaviour]);
      expect(result.exitCode).to.equal(exitCode);
      expect(result.stderr).to.include(words);
      if (exitCode === 65) expect(result.stdout).to.include("Status 200");
    });
  }

  it("ends with 75 where nobody listens", async () => {
    // In a process of its own: it waits between its attempts.
    const line = ["query", "/", "--hotkey", bob.address, "--port", "1", ...offChain];
    const result = await runNeuron(line, { environment: { HOME: home }, workingDirectory: home });
    expect(result.exitCode).to.equal(75);
    expect(result.stderr).to.include("cannot be reached");
  });

  for (const line of [
    ["--uid", "1", "--hotkey", alice.address],
    ["--hotkey", "bob"],
    ["--port", "http"],
    ["--scheme", "fiber", "--hotkey", bob.address],
    ["--body", "{", "--hotkey", bob.address],
    ["--timeout", "0", "--hotkey", bob.address],
    ["--method", "GET /", "--hotkey", bob.address],
  ]) {
    it(`refuses ${line.slice(0, 2).join(" ")}`, async () => {
      expect((await query([answers(200)], line)).exitCode).to.equal(64);
      expect(server?.requests).to.be.empty;
    });
  }

  it("refuses a miner that does not say which hotkey it has", async () => {
    expect((await query([answers(200, "{}")], [])).exitCode).to.equal(64);
  });
});
