import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { announceAxon } from "../../../src/chain/axon/announce.ts";
import { announcedVersion, axonProtocol } from "../../../src/chain/axon/announcement.ts";
import type { ValidatorSettings } from "../../../src/config/settings.ts";
import type { Target } from "../../../src/dendrite/target.ts";
import type { DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import { readOwnBatch, type OwnBatch } from "../../../src/subnets/risk/validation/read-batch.ts";
import { Validator } from "../../../src/subnets/risk/validation/validator.ts";
import type { Signer } from "../../../src/wallet/signer.ts";
import { connectTestClient, freshSigner, type TestClient } from "../../support/chain.ts";
import { answerSignature, targetAt } from "../../support/dendrite.ts";
import { startTestChain } from "../../support/devnet.ts";
import { codeOf } from "../../support/errors.ts";
import { createGradingSettings } from "../../support/grading.ts";
import {
  answers,
  hangs,
  startHostileServer,
  type Behaviour,
  type HostileServer,
} from "../../support/hostile-server.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

const netuid = 46;
const grading = createGradingSettings();
const [gradedDate] = dates;

interface Row {
  readonly alert_id: string;
  readonly score: unknown;
}

type Forge = (rows: readonly Row[]) => string;

/** What each miner does with the scores that it has. */
const miners = {
  good: signs((rows) => scoresText(rows)),
  peer: signs((rows) => scoresText(rows)),
  liar: (rows: readonly Row[], signer: Signer) =>
    answers(
      200,
      scoresText(rows.map((row) => ({ ...row, score: 0.5 }))),
      answerSignature(scoresText(rows), signer),
    ),
  impostor: (rows: readonly Row[]) =>
    answers(200, scoresText(rows), answerSignature(scoresText(rows), freshSigner())),
  slow: () => hangs(),
  unsigned: (rows: readonly Row[]) => answers(200, scoresText(rows)),
  notNumbers: signs((rows) => scoresText(rows.map((row) => ({ ...row, score: "NaN" })))),
  pythonNan: signs((rows) => scoresText(rows).replace(/"score":[^,}]+/, '"score":NaN')),
  twice: signs((rows) => scoresText([...rows, ...rows.slice(0, 1)])),
  partial: signs((rows) => scoresText(rows.slice(1))),
  html: signs(() => "<html>It works!</html>"),
  huge: signs(() => "[".repeat(2_000_000)),
  yesterday: signs((rows) => scoresText(rows, "2025-07-31")),
  angry: () => answers(500, "\u001b[31mgo away"),
} satisfies Record<string, (rows: readonly Row[], signer: Signer) => Behaviour>;

type Name = keyof typeof miners;

// Names of the fixture's own table.
const names = Object.keys(miners) as Name[];

describe(`${Validator.name}, on a chain with all kinds of miners`, function () {
  this.timeout(120_000);
  let store: TestNetwork;
  let chain: DevChain;
  let client: TestClient;
  let validator: Signer;
  let own: OwnBatch;
  const signers = new Map<Name, Signer>();
  const servers = new Map<Name, HostileServer>();

  before(async () => {
    store = await createIngestedNetwork();
    own = await readOwnBatch(store.database, { network, windowDays, processingDate: gradedDate }, grading);
    chain = await startTestChain({ blockTimeMs: 50, subnets: [{ netuid }] });
    chain.configure(netuid, { weightsSetRateLimit: 0, maxAllowedValidators: 1 });
    validator = freshSigner();
    const coldkey = freshSigner().address;
    chain.register({ netuid, hotkey: validator.address, coldkey, stakeRao: 5_000_000_000_000n });
    for (const name of names) signers.set(name, freshSigner());
    for (const { address: hotkey } of signers.values()) chain.register({ netuid, hotkey, coldkey });
    chain.endEpoch(netuid);
    client = await connectTestClient({ endpoints: [chain.url] });
    for (const signer of signers.values()) await announce(signer);
    for (const name of names) servers.set(name, await startMinerServer(name));
  });

  after(async () => {
    for (const server of servers.values()) await server.close();
    await client.chain.stop();
    await chain.stop();
    await store.dispose();
  });

  it("pays who answers honestly and nobody else, on chain too", async () => {
    const report = await createValidator("honest").runRound(gradedDate, never);
    const [round] = report.batches;
    const outcomes = new Map(
      round?.grades.map((grade) => [
        nameOf(grade.hotkey),
        grade.outcome === "failed" ? grade.failure : grade.grade.final.verdict,
      ]),
    );
    expect(Object.fromEntries(outcomes)).to.deep.equal({
      good: "graded",
      peer: "graded",
      liar: "forged",
      impostor: "wrong_hotkey",
      slow: "timeout",
      unsigned: "unsigned",
      notNumbers: "tier1_failed",
      pythonNan: "unreadable",
      twice: "tier1_failed",
      partial: "tier1_failed",
      html: "unreadable",
      huge: "too_large",
      yesterday: "wrong_date",
      angry: "refused",
    });
    const paid = round?.grades.filter(({ reward }) => reward > 0).map(({ hotkey }) => nameOf(hotkey));
    expect(paid).to.have.members(["good", "peer"]);
    expect(report.weights).to.deep.include({ kind: "set" });
    const stored = report.weights.kind === "set" ? report.weights.onChain : undefined;
    expect(stored).to.deep.equal({ uids: [uidOf("good"), uidOf("peer")], values: [65_535, 65_535] });
  });

  it("grades by what became of the addresses thirty days later", async () => {
    expect(own.ageDays).to.equal(30);
    expect(own.batch.patterns).to.have.lengthOf(own.batch.alertIds.length);
    const newest = await readOwnBatch(
      store.database,
      { network, windowDays, processingDate: undefined },
      grading,
    );
    expect(newest).to.include({ ageDays: 0 });
    expect(newest.batch.patterns).to.equal(undefined);
  });

  it("keeps its averages over a restart", async () => {
    const first = await createValidator("restart").runRound(gradedDate, never);
    const second = await createValidator("restart").runRound(gradedDate, never);
    const good = signers.get("good")?.address ?? "";
    const [once = 0, twice = 0] = [first.averages.get(good), second.averages.get(good)];
    expect(once).to.be.above(0);
    expect(second.before).to.deep.equal(first.averages);
    expect(twice).to.be.closeTo(once * 1.9, 1e-9);
  });

  it("does not begin anew on a state that it cannot read", async () => {
    await createValidator("damaged").runRound(gradedDate, never);
    const path = stateFile("damaged");
    await writeFile(path, (await readFile(path, "utf8")).slice(0, -10));
    expect(await codeOf(createValidator("damaged").runRound(gradedDate, never))).to.equal("CONFIG_INVALID");
  });

  it("only tells the weights when they are switched off", async () => {
    const report = await createValidator("dry", { disableSetWeights: true }).runRound(gradedDate, never);
    expect(report.weights).to.deep.include({ kind: "kept", why: "disabled" });
    expect(report.weights.weights.uids).to.deep.equal([uidOf("good"), uidOf("peer")]);
  });

  it("asks nobody at an address that is not public", async () => {
    const validatorOfAddresses = createValidator("public", {}, new Map());
    const { batches } = await validatorOfAddresses.runRound(gradedDate, never);
    const failures = new Set(batches[0]?.grades.map((grade) => grade.outcome === "failed" && grade.failure));
    expect([...failures]).to.deep.equal(["not_asked"]);
  });

  it("commits and reveals where the subnet wants that", async () => {
    chain.configure(netuid, { commitRevealWeightsEnabled: true, tempo: 20 });
    await chain.seal();
    const committed = await createValidator("commit").runRound(gradedDate, never);
    expect(committed.weights.kind).to.equal("committed");
    const firstBlock = committed.weights.kind === "committed" ? committed.weights.pending.firstBlock : 0;
    await chain.seal(Math.max(1, firstBlock - chain.head.number));
    const revealed = await createValidator("commit").runRound(gradedDate, never);
    expect(revealed.reveal).to.deep.equal({ kind: "revealed" });
  });

  async function announce(signer: Signer): Promise<void> {
    const axon = { ip: "10.0.0.7", port: 8091, version: announcedVersion, protocol: axonProtocol };
    await announceAxon(client, { netuid, signer, axon, certificate: undefined });
  }

  /** Answers /version honestly, everything else the miner's way. */
  async function startMinerServer(name: Name): Promise<HostileServer> {
    const signer = signers.get(name) ?? expect.fail();
    const rows = own.batch.alertIds.map((alert_id, index) => ({ alert_id, score: (index % 97) / 97 }));
    const version = JSON.stringify({ github_url: "https://example.org/miner" });
    const behave = miners[name](rows, signer);
    return startHostileServer((request, response) => {
      if (request.url?.startsWith("/version") === true) {
        answers(200, version, answerSignature(version, signer))(request, response);
      } else behave(request, response);
    });
  }

  function createValidator(
    name: string,
    overrides: Partial<ValidatorSettings> = {},
    addressBook: ReadonlyMap<string, Target> = everyAddress(),
  ): Validator {
    return new Validator(
      { ...client, databases: new Map([[network, store.database]]), signer: validator, random: () => 0 },
      {
        netuid,
        windowDays,
        grading,
        validator: {
          scheme: "btauth",
          sampleSize: 256,
          concurrentForwards: 4,
          timeoutSeconds: 1,
          vpermitTaoLimit: 0,
          intervalSeconds: 1,
          epochLength: 0,
          disableSetWeights: false,
          versionKey: 0,
          ...overrides,
        },
        stateFile: stateFile(name),
        addressBook,
        allowPrivate: false,
      },
    );
  }

  function everyAddress(): ReadonlyMap<string, Target> {
    return new Map([...servers].map(([name, { url }]) => [signers.get(name)?.address ?? "", targetAt(url)]));
  }

  function stateFile(name: string): string {
    return join(store.dataDirectory, "state", `${name}.json`);
  }

  function nameOf(hotkey: string): Name | undefined {
    return names.find((name) => signers.get(name)?.address === hotkey);
  }

  /** The validator is uid 0. */
  function uidOf(name: Name): number {
    return names.indexOf(name) + 1;
  }
});

function signs(forge: Forge) {
  return (rows: readonly Row[], signer: Signer): Behaviour => {
    const text = forge(rows);
    return answers(200, text, answerSignature(text, signer));
  };
}

function scoresText(scores: readonly Row[], date: string = gradedDate): string {
  return JSON.stringify({ processing_date: date, model_version: "v1", scores });
}
