import { expect } from "chai";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { makeWorld } from "../../../src/devnet/world/make-world.ts";
import { silentProgress } from "../../../src/lib/progress.ts";
import { offChain, runNeuron } from "../../support/cli.ts";
import { codeOf } from "../../support/errors.ts";
import { createGradingSettings } from "../../support/grading.ts";
import {
  createIngestedNetwork,
  dates,
  never,
  network,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const minutesMs = 300_000;
const settings = { grading: createGradingSettings(), githubUrl: "https://example.org/miner" };

describe("neuron grade", () => {
  let subject: TestNetwork;
  const [graded, newest] = dates;
  const keyOf = (processingDate: string) => ({ network, processingDate, windowDays });

  before(async () => {
    subject = await createIngestedNetwork();
    await subject.jobs().train(windowDays, {}, never);
    for (const date of dates) await subject.jobs().score(keyOf(date), never);
  });

  after(() => subject.dispose());

  it("grades every tier of a publication whose later batch is there", async () => {
    const { grade, remarks } = await subject.jobs().grade(keyOf(graded), settings, never);
    expect(grade.tier1.passed).to.equal(true);
    expect(grade.tier3.labels.kind).to.equal("graded");
    expect(grade.tier3.evolution.kind).to.equal("graded");
    expect(grade.final.verdict).to.equal("graded");
    expect(remarks.join()).to.include("the consensus is our own scores");
  });

  it("says which batch is missing where evolution cannot be judged yet", async () => {
    const { grade, remarks } = await subject.jobs().grade(keyOf(newest), settings, never);
    expect(grade.tier3.evolution).to.include({ kind: "skipped", reason: "no_snapshot" });
    expect(remarks.join()).to.include("the batch of 2025-09-30");
  });

  it("is due where it is known what became of a date, until it was graded by that", async () => {
    const fresh = await createIngestedNetwork();
    try {
      await fresh.jobs().train(windowDays, {}, never);
      for (const date of dates) await fresh.jobs().score(keyOf(date), never);
      const { days } = settings.grading.evolution;
      const due = () => fresh.jobs().ungradedDates(windowDays, days);
      expect(await due()).to.deep.equal([graded]);
      await fresh.jobs().grade(keyOf(graded), settings, never);
      expect(await due()).to.deep.equal([]);
      await fresh.jobs().score(keyOf(graded), never);
      expect(await due(), "published anew").to.deep.equal([graded]);
    } finally {
      await fresh.dispose();
    }
  });

  it("fails metadata and says why without a repository", async () => {
    const { grade, remarks } = await subject
      .jobs()
      .grade(keyOf(graded), { ...settings, githubUrl: "" }, never);
    expect(grade.final).to.include({ score: 0, verdict: "tier1_failed" });
    expect(remarks.join()).to.include("api.github_url is empty");
  });

  it("keeps each grading", async () => {
    const row = z.object({ final: z.number().nullable(), verdict: z.string(), grade_json: z.string() });
    const before = await subject.database.rows(row, "SELECT final, verdict, grade_json FROM grades");
    const { grade } = await subject.jobs().grade(keyOf(graded), settings, never);
    const kept = await subject.database.rows(
      row,
      "SELECT final, verdict, grade_json FROM grades ORDER BY graded_at",
    );
    expect(kept).to.have.length(before.length + 1);
    expect(kept.at(-1)?.final).to.equal(grade.final.score);
    expect(JSON.parse(kept.at(-1)?.grade_json ?? "")).to.have.nested.property("grade.tier1.passed", true);
  });

  it("refuses a date of which nothing is published", async () => {
    expect(await codeOf(subject.jobs().grade(keyOf("2024-01-01"), settings, never))).to.equal(
      "BATCH_NOT_FOUND",
    );
  });
});

describe("the models that ours are compared with", () => {
  let subject: TestNetwork;
  const [first, newest] = dates;
  const ask = (processingDate: string) =>
    subject.jobs().baselineScores({ network, processingDate, windowDays }, never);

  before(async () => {
    subject = await createIngestedNetwork();
  });

  after(() => subject.dispose());

  it("are the prior alone where nothing is known yet of what became of any batch", async () => {
    expect([...(await ask(first)).keys()]).to.deep.equal(["prior"]);
  });

  it("score every alert of a batch, the same each time, and publish nothing", async () => {
    const [one, two] = [await ask(newest), await ask(newest)];
    expect([...one.keys()]).to.deep.equal(["prior", "plain"]);
    expect([...one]).to.deep.equal([...two]);
    const { alertIds } = await subject
      .jobs()
      .evidence({ network, processingDate: newest, windowDays }, never);
    for (const [baseline, said] of one) {
      expect(said.alertIds, baseline).to.have.members(alertIds);
      expect(Math.min(...Array.from(said.scores)), baseline).to.be.at.least(0);
      expect(Math.max(...Array.from(said.scores)), baseline).to.be.at.most(1);
      expect(new Set(Array.from(said.scores)).size, baseline).to.be.greaterThan(alertIds.length / 2);
    }
    expect(await subject.jobs().publishedDates(windowDays)).to.deep.equal([]);
    expect(await subject.jobs().models()).to.deep.equal([]);
  });
});

describe("neuron backtest", () => {
  let directory: string;

  before(async () => {
    directory = await makeTempDir();
  });

  after(() => removeTempDir(directory));

  it("walks a source without touching the neuron's own data, the same every time", async () => {
    const source = await createWorld("world", ["2025-07-02", "2025-08-01", "2025-08-31", "2025-10-05"]);
    const report = join(directory, "report.html");
    const own = ["--backtest.resamples", "20", "--report", report];
    const [one, two] = [await backtested(source, own), await backtested(source, own)];
    expect(one.exitCode).to.equal(0);
    expect(one.stdout).to.equal(two.stdout);
    const { outcome, dates: walked, overall } = parsed.parse(JSON.parse(one.stdout));
    expect(outcome).to.equal("graded");
    expect(walked.map((date) => date.outcome)).to.deep.equal([
      "graded",
      "graded",
      "no_later_batch",
      "no_later_batch",
    ]);
    expect(overall?.ours["tier1"]?.value).to.equal(1);
    expect(await readFile(report, "utf8")).to.include("<h3>Calibration</h3>");
    expect(await readdir(join(directory, "data"))).to.deep.equal(["backtest"]);
    expect(await readdir(join(directory, "data", "backtest"))).to.deep.equal([]);
  }).timeout(minutesMs);

  it("names what is wrong with a date and grades the others, also without labels", async () => {
    const source = await createWorld("damaged", ["2025-07-02", "2025-08-01", "2025-08-31"], "no-labels");
    const folder = join(source, "snapshots", network, "2025-07-02", String(windowDays));
    await writeFile(join(folder, "alerts.parquet"), "not a table");
    const { exitCode, stdout } = await backtested(source, ["--backtest.resamples", "0"]);
    expect(exitCode).to.equal(0);
    const { dates: walked } = parsed.parse(JSON.parse(stdout));
    expect(walked.map((date) => date.outcome)).to.deep.equal(["not_ingested", "graded", "no_later_batch"]);
    expect(walked[1]?.ours?.["labels_auc"]?.value).to.equal(null);
  }).timeout(minutesMs);

  it("compares an own scorer with the model, and hands it nothing of the neuron's environment", async () => {
    const source = await createWorld("own", ["2025-07-02", "2025-08-01", "2025-08-31"]);
    const [script, seen] = [join(directory, "scorer.sh"), join(directory, "environment")];
    const example = fileURLToPath(new URL("../../../../docs/examples/scorers/score.mjs", import.meta.url));
    await writeFile(script, `env > ${seen}\nexec ${process.execPath} ${example} "$1" "$2"\n`);
    const command = ["--scorer.kind", "command", "--scorer.command", `sh ${script}`];
    const named = ["--scorer.features", "csv", "--scorer.name", "degrees", "--scorer.version", "3"];
    const report = join(directory, "own.html");
    const own = [...command, ...named, "--backtest.resamples", "0", "--report", report];
    const environment = {
      RISK_SCORING_S3_ACCESS_KEY_ID: "key",
      RISK_SCORING_S3_SECRET_ACCESS_KEY: "hunter22",
    };
    const { exitCode, stdout } = await backtested(source, own, environment);
    expect(exitCode).to.equal(0);
    const { scorer, dates: walked, overall } = parsed.parse(JSON.parse(stdout));
    expect(scorer).to.equal("degrees-3");
    expect(walked.map(({ reason }) => reason)).to.deep.equal([undefined, undefined, undefined]);
    expect(overall?.ours["evolution"]?.value).to.be.a("number");
    expect(overall?.baselines["model"]?.["evolution"]?.value).to.be.a("number");
    expect(overall?.ours["brier"]?.value).to.not.equal(overall?.baselines["model"]?.["brier"]?.value);
    expect(await readFile(report, "utf8")).to.include("Ours is degrees-3");
    const names = (await readFile(seen, "utf8"))
      .trim()
      .split("\n")
      .map((line) => line.split("=", 1)[0]);
    // PWD and the like are the shell's own.
    const ours = [
      "PATH",
      "RISK_NETWORK",
      "RISK_PROCESSING_DATE",
      "RISK_WINDOW_DAYS",
      "PWD",
      "OLDPWD",
      "SHLVL",
      "_",
    ];
    expect(ours).to.include.members(names);
  }).timeout(minutesMs);

  it("answers an empty source with an outcome", async () => {
    const source = join(directory, "empty");
    await mkdir(source);
    const { exitCode, stdout } = await backtested(source, []);
    expect(exitCode).to.equal(0);
    expect(parsed.parse(JSON.parse(stdout))).to.include({ outcome: "no_dates" });
  }).timeout(minutesMs);

  async function createWorld(name: string, worldDates: string[], quirk?: "no-labels"): Promise<string> {
    const source = join(directory, name);
    await makeWorld(
      {
        directory: source,
        network,
        windowDays,
        dates: worldDates,
        addresses: 300,
        seed: 11,
        labelShare: 0.3,
        metaForm: "exporter",
        ...(quirk && { quirks: [quirk] }),
      },
      { signal: never, progress: silentProgress() },
    );
    return source;
  }

  function backtested(source: string, more: readonly string[], environment: Record<string, string> = {}) {
    const place = ["--source", source, "--network", network, "--window", String(windowDays)];
    const data = ["--data-dir", join(directory, "data"), "--training.rounds", "20", "--log.level", "error"];
    return runNeuron(["backtest", ...place, ...data, ...offChain, "--json", ...more], { environment });
  }
});

const figures = z.record(z.string(), z.object({ value: z.number().nullable() }));
const parsed = z.object({
  outcome: z.string(),
  scorer: z.string().optional(),
  dates: z.array(z.object({ outcome: z.string(), reason: z.string().optional(), ours: figures.optional() })),
  overall: z.object({ ours: figures, baselines: z.record(z.string(), figures) }).optional(),
});
