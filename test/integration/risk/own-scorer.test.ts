import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { z } from "zod";
import { systemClock } from "../../../src/lib/clock.ts";
import { alertSchema } from "../../../src/subnets/risk/features/alert-features.ts";
import { getAcceptedBatch } from "../../../src/subnets/risk/ingest/ledger.ts";
import { readPublications } from "../../../src/subnets/risk/publication.ts";
import type { ScoringResult } from "../../../src/subnets/risk/score/score-batch.ts";
import { featureRows } from "../../../src/subnets/risk/scorer/feature-rows.ts";
import { scoreByOwn } from "../../../src/subnets/risk/scorer/score-by-own.ts";
import type { OwnScorer, ScorerProgram } from "../../../src/subnets/risk/scorer/settings.ts";
import { isProcessAlive } from "../../../src/lib/process-identity.ts";
import { encodeTable } from "../../support/batch-files.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";
import { until } from "../../support/until.ts";

const key = { network, processingDate: dates[0], windowDays };
const examples = new URL("../../../../docs/examples/scorers/", import.meta.url);
const page = new URL("../../earning-more.md", examples);
const compiledExamples = new URL("../../../docs/examples/scorers/", import.meta.url);

describe(scoreByOwn.name, () => {
  let torus: TestNetwork;
  let byModel: ScoringResult;
  let modelScores: Awaited<ReturnType<typeof scoresOf>>;
  before(async () => {
    torus = await createIngestedNetwork();
    await torus.jobs().train(windowDays, {}, never);
    byModel = await torus.jobs().score(key, never);
    modelScores = await scoresOf(byModel);
  });
  after(() => torus.dispose());

  describe("the examples", () => {
    let service: ChildProcess;
    let url: string;
    before(async () => {
      service = spawn(process.execPath, [example("service.mjs"), "0"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [line] = z.tuple([z.instanceof(Buffer)]).parse(await once(service.stdout ?? service, "data"));
      url = line.toString().trim();
    });
    after(async () => {
      service.kill();
      await once(service, "exit");
    });

    const scorers: readonly (readonly [string, () => ScorerProgram])[] = [
      [
        "a TypeScript module",
        () => ({ kind: "module", path: fileURLToPath(new URL("few-counterparties.js", compiledExamples)) }),
      ],
      ["a command", () => ({ kind: "command", file: process.execPath, args: [example("score.mjs")] })],
      ["an HTTP service", () => ({ kind: "http", url })],
    ];
    for (const [what, program] of scorers) {
      it(`score by ${what}: every alert, ranked by its scores, under its own name`, async () => {
        await expectOwnScores(program());
      });
    }

    it("score by the JavaScript that stands in the documentation", async () => {
      const [, source = ""] = /```js\n([^]*?)```/.exec(await readFile(page, "utf8")) ?? [];
      const path = join(torus.dataDirectory, "my-scorer.mjs");
      await writeFile(path, source);
      await expectOwnScores({ kind: "module", path });
    });

    it("stand in the documentation as they run", async () => {
      const text = await readFile(page, "utf8");
      for (const file of ["few-counterparties.ts", "score.py"]) {
        expect(text).to.include((await readFile(example(file), "utf8")).trimEnd());
      }
    });

    it("score by a Python script, where there is Python", async function () {
      const python = spawn("python3", ["--version"], { stdio: "ignore" });
      const isThere = await Promise.race([
        once(python, "error").then(() => false),
        once(python, "exit").then(([code]) => code === 0),
      ]);
      if (!isThere) this.skip();
      await expectOwnScores({ kind: "command", file: "python3", args: [example("score.py")] });
    });

    it("score also when the clock is set back meanwhile", async () => {
      let nowMs = Date.now();
      const clock = { ...systemClock(), now: () => (nowMs -= 60_000) };
      const program = { kind: "command", file: process.execPath, args: [example("score.mjs")] } as const;
      const result = await torus.jobs({ clock, scorer: createScorer({ program }) }).score(key, never);
      expect(result.fallback).to.equal(undefined);
      expect(result.durationMs).to.equal(0);
    });

    async function expectOwnScores(program: ScorerProgram): Promise<void> {
      const result = await torus.jobs({ scorer: createScorer({ program }) }).score(key, never);
      expect(result.fallback).to.equal(undefined);
      const own = "degrees-2";
      expect(result.models).to.deep.equal({ ...byModel.models, alert_scorer: own, alert_ranker: own });
      expect((await published()).versions).to.deep.equal({
        scores: own,
        rankings: own,
        clusters: byModel.models.cluster_scorer,
      });
      const rows = await scoresOf(result);
      expect(rows).to.have.length(byModel.alerts);
      const degrees = await degreesByAlert();
      for (const { alert_id, score, model_version } of rows) {
        const degree = degrees.get(alert_id) ?? NaN;
        expect(score).to.be.closeTo(Number.isNaN(degree) ? 0.1 : 0.3 / (1 + Math.log1p(degree)), 1e-9);
        expect(model_version).to.equal(own);
      }
      const sorted = rows.toSorted((a, b) => b.score - a.score || (a.alert_id < b.alert_id ? -1 : 1));
      expect(rows.map(({ rank }) => rank)).to.deep.equal(rows.map((row) => sorted.indexOf(row) + 1));
    }
  });

  it("hands out the features by name, with the values that the model gets", async () => {
    const copy = join(torus.dataDirectory, "copy.parquet");
    const script = `require("fs").copyFileSync(process.argv[1], ${JSON.stringify(copy)}); process.exit(1)`;
    await torus.jobs({ scorer: ofNode(script, { featureFormat: "parquet" }) }).score(key, never);
    const names = new Set<string>();
    let rows = 0;
    for await (const { features } of featureRows(copy)) {
      rows += 1;
      for (const name of Object.keys(features)) names.add(name);
    }
    expect(rows).to.equal(byModel.alerts);
    expect([...names]).to.deep.equal(alertSchema.names);
  });

  it("takes scores as Parquet, too", async () => {
    const file = join(torus.dataDirectory, "answer.parquet");
    const alertIds = modelScores.map(({ alert_id }) => alert_id);
    const scores = alertIds.map((_, place) => (place + 0.5) / alertIds.length);
    const answer = encodeTable([
      { name: "alert_id", storage: "string", values: alertIds },
      { name: "score", storage: "double", values: scores },
    ]);
    await writeFile(file, answer);
    const script = `require("fs").copyFileSync(${JSON.stringify(file)}, process.argv[2])`;
    const result = await torus.jobs({ scorer: ofNode(script) }).score(key, never);
    expect(result.fallback).to.equal(undefined);
    const taken = new Map((await scoresOf(result)).map(({ alert_id, score }) => [alert_id, score]));
    expect(alertIds.map((id) => taken.get(id))).to.deep.equal(scores);
  });

  it("gives a command the batch and what its settings hand on, and nothing else of the environment", async () => {
    const file = join(torus.dataDirectory, "environment.json");
    const script = `require("fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.env)); process.exit(1)`;
    process.env["A_SECRET_OF_OURS"] = "hunter22";
    await torus.jobs({ scorer: ofNode(script, { environment: { LANG: "C" } }) }).score(key, never);
    delete process.env["A_SECRET_OF_OURS"];
    expect(JSON.parse(await readFile(file, "utf8"))).to.deep.equal({
      LANG: "C",
      RISK_NETWORK: network,
      RISK_PROCESSING_DATE: key.processingDate,
      RISK_WINDOW_DAYS: String(windowDays),
    });
  });

  describe("fails by name and leaves nothing", () => {
    const answers: readonly (readonly [what: string, change: string, reason: RegExp])[] = [
      ["leaves out an alert", "rows.pop()", /1 without a score, such as "/],
      ["scores an alert twice", "rows.push(rows[0])", /1 with more than one score, such as "/],
      ["scores an alert of another batch", "rows.push('who,0.5')", /1 not of the batch, such as "who"/],
      ["gives a score that is no number", "rows[0] = rows[0].replace(/,.*/, ',nan')", /1 with .* no finite/],
      ["gives an infinite score", "rows[0] = rows[0].replace(/,.*/, ',inf')", /1 with .* no finite number/],
      ["gives no score", "rows[0] = rows[0].replace(/,.*/, ',')", /1 with .* no finite number/],
      [
        "gives a score above one",
        "rows[0] = rows[0].replace(/,.*/, ',1.01')",
        /1 with a score outside 0 to 1/,
      ],
      ["gives words for a score", "rows[1] = rows[1].replace(/,.*/, ',high')", /1 with .* no finite number/],
      ["has another header", "head = 'alert,score'", /cannot be read as CSV: .*'alert'/s],
      ["has another column", "head += ',why'; rows = rows.map((row) => row + ',x')", /cannot be read as CSV/],
      ["has no header", "head = rows.shift()", /cannot be read as CSV/],
      ["is empty", "head = ''; rows = []", /it is empty/],
      ["has no row", "rows = []", /\d+ without a score/],
      ["is no Parquet", "head = 'PAR1 it is not'", /cannot be read as Parquet/],
      ["is too long", "rows.push(' '.repeat(10_000_000))", /over the limit/],
    ];
    for (const [what, change, reason] of answers) {
      it(`when an answer ${what}`, () => expectFailure(ofNode(answering(change)), reason));
    }

    const ends: readonly (readonly [what: string, script: string, reason: RegExp])[] = [
      ["ends with an exit code", "console.error('no licence'); process.exit(3)", /exit code 3: no licence/],
      ["crashes", "process.kill(process.pid, 'SIGSEGV')", /ended by SIGSEGV/],
      ["is killed", "process.kill(process.pid, 'SIGKILL')", /ended by SIGKILL/],
      ["writes no answer", "", /it wrote none/],
    ];
    for (const [what, script, reason] of ends) {
      it(`when a command ${what}`, () => expectFailure(ofNode(script), reason));
    }

    it("when there is no such command", () =>
      expectFailure(
        createScorer({ program: { kind: "command", file: "/no/such/scorer", args: [] } }),
        /cannot be started: .*ENOENT/,
      ));

    it("at the deadline, and kills the command with all that it has started", async () => {
      const file = join(torus.dataDirectory, "grandchild");
      const grandchild = `require("child_process").spawn("sleep", ["1000"], { stdio: "inherit" }).pid`;
      const script = `require("fs").writeFileSync(${JSON.stringify(file)}, String(${grandchild})); setInterval(() => {}, 1000)`;
      await expectFailure(ofNode(script, { timeoutMs: 1_500 }), /its time limit of 1500 ms/);
      const pid = Number(await readFile(file, "utf8"));
      await ended(pid);
    });

    it("and kills what a command leaves behind", async () => {
      const file = join(torus.dataDirectory, "left");
      const left = `require("child_process").spawn("sleep", ["1000"], { stdio: "inherit" }).pid`;
      const script = `require("fs").writeFileSync(${JSON.stringify(file)}, String(${left})); process.exit(1)`;
      await expectFailure(ofNode(script), /exit code 1/);
      const pid = Number(await readFile(file, "utf8"));
      await ended(pid);
    });

    const modules: readonly (readonly [what: string, source: string, reason: RegExp])[] = [
      [
        "throws",
        "export const scorer = { async *score() { throw new Error('no idea') } }",
        /code 1: no idea/,
      ],
      ["exports no scorer", "export const other = 1", /does not export `scorer`.* it exports other/],
      ["cannot be loaded", "export const scorer = {", /SyntaxError|Unexpected/],
      [
        "yields something else",
        "export const scorer = { async *score() { yield 7 } }",
        /code 1: The scorer yields what is no/,
      ],
      ["ends the process", "process.exit(0)", /it wrote none/],
      ["never ends", "for (;;);", /its time limit of 2000 ms/],
      [
        "never stops yielding",
        "export const scorer = { async *score() { for (;;) yield { alertId: 'a', score: 1 } } }",
        /longer than \d+ bytes/,
      ],
    ];
    for (const [what, source, reason] of modules) {
      it(`when a module ${what}`, async () => {
        const path = join(torus.dataDirectory, `${what.replaceAll(" ", "-")}.mjs`);
        await writeFile(path, source);
        const program = { kind: "module", path } as const;
        await expectFailure(
          createScorer({ program, timeoutMs: what === "never ends" ? 2_000 : 30_000 }),
          reason,
        );
      });
    }

    it("when there is no such module", () =>
      expectFailure(
        createScorer({ program: { kind: "module", path: "/no/such/scorer.mjs" } }),
        /Cannot find module/,
      ));

    const services: readonly (readonly [what: string, answer: RequestListener, reason: RegExp])[] = [
      ["answers with an error", (_, response) => response.writeHead(503).end("later"), /status 503/],
      ["redirects", (_, response) => response.writeHead(302, { location: "/" }).end(), /status 302/],
      ["answers with a page", (_, response) => response.end("<html></html>"), /cannot be read as CSV/],
      ["hangs up", ({ socket }) => socket.destroy(), /failed: /],
      ["does not answer", () => undefined, /its time limit of 2000 ms/],
      [
        "answers without end",
        (_, response) => {
          const more = () => {
            while (response.write("a,0.5\n".repeat(10_000)));
            response.once("drain", more);
          };
          more();
        },
        /longer than \d+ bytes/,
      ],
    ];
    for (const [what, answer, reason] of services) {
      it(`when a service ${what}`, async () => {
        const { server, url } = await serve(answer);
        try {
          const timeoutMs = what === "does not answer" ? 2_000 : 30_000;
          await expectFailure(createScorer({ program: { kind: "http", url }, timeoutMs }), reason);
        } finally {
          server.closeAllConnections();
          server.close();
        }
      });
    }

    it("when no service listens", async () => {
      const { server, url } = await serve(() => undefined);
      server.close();
      await once(server, "close");
      await expectFailure(
        createScorer({ program: { kind: "http", url } }),
        /127\.0\.0\.1:\d+ failed: .*ECONNREFUSED/,
      );
    });
  });

  it("lets the model stand in when it fails: the publication and a warning say so", async () => {
    const logged = torus.logger.lines.length;
    const half = "rows = rows.slice(0, rows.length / 2)";
    const result = await torus.jobs({ scorer: ofNode(answering(half)) }).score(key, never);
    expect(result.fallback).to.match(/^SCORER_FAILED: .* without a score/);
    expect(result.models).to.deep.equal(byModel.models);
    const { versions, publicationId } = await published();
    expect(publicationId).to.equal(result.publicationId);
    expect(versions.scores).to.equal(byModel.models.alert_scorer);
    expect(await scoresOf(result)).to.have.deep.members(modelScores);
    const [warning] = torus.logger.lines.slice(logged).filter(({ level }) => level === "warn");
    expect(warning?.sentence).to.equal("Own scorer failed, the model scores instead");
    expect(warning?.fields["reason"]).to.match(/without a score/);
  });

  it("is cancelled with its run, publishes nothing and leaves no process", async () => {
    const file = join(torus.dataDirectory, "cancelled");
    const script = `
      const fs = require("fs");
      fs.writeFileSync(${JSON.stringify(`${file}.part`)}, String(process.pid));
      fs.renameSync(${JSON.stringify(`${file}.part`)}, ${JSON.stringify(file)});
      setInterval(() => {}, 1000)`;
    const before = await published();
    const stopping = new AbortController();
    const scoring = codeOf(torus.jobs({ scorer: ofNode(script) }).score(key, stopping.signal));
    await until(
      (tell) => {
        const watcher = watch(torus.dataDirectory, tell);
        return () => watcher.close();
      },
      () => existsSync(file),
    );
    const pid = Number(await readFile(file, "utf8"));
    stopping.abort();
    expect(await scoring).to.equal("CANCELLED");
    expect(await isProcessAlive(pid)).to.equal(false);
    expect((await published()).publicationId).to.equal(before.publicationId);
  });

  async function expectFailure(scorer: OwnScorer, reason: RegExp): Promise<void> {
    const { batchId, counts } = await getAcceptedBatch(torus.database, key);
    const run = { key, batchId, publicationId: "failing", models: byModel.models, inputs: counts };
    const scratchDirectory = join(torus.dataDirectory, "failing");
    const deps = { database: torus.database, clock: systemClock(), logger: torus.logger, scratchDirectory };
    const failure = await failureOf(scoreByOwn(deps, { run, scorer, signal: never }));
    expect(failure?.code).to.equal("SCORER_FAILED");
    expect(failure?.message).to.match(reason);
    expect(await readdir(scratchDirectory)).to.deep.equal([]);
    const left = "SELECT alert_id FROM alert_scores WHERE publication_id = 'failing'";
    expect(await torus.database.rows(z.unknown(), left)).to.deep.equal([]);
  }

  async function published() {
    const publications = await readPublications(network, torus.database);
    const found = publications.find(({ processingDate }) => processingDate === key.processingDate);
    if (found === undefined) throw new Error("Nothing is published");
    return found;
  }

  function scoresOf({ publicationId }: ScoringResult) {
    return torus.database.rows(
      z.object({ alert_id: z.string(), score: z.number(), model_version: z.string(), rank: z.number() }),
      `SELECT s.alert_id AS alert_id, s.score AS score, s.model_version AS model_version, r.rank AS rank
       FROM alert_scores AS s
       INNER JOIN alert_rankings AS r ON r.publication_id = s.publication_id AND r.alert_id = s.alert_id
       WHERE s.publication_id = {publication:String}`,
      { params: { publication: publicationId } },
    );
  }

  async function degreesByAlert(): Promise<Map<string, number>> {
    const rows = await torus.database.rows(
      z.object({ alert_id: z.string(), degree: z.number() }),
      `SELECT a.alert_id AS alert_id, f.degree_total AS degree
       FROM raw_alerts AS a INNER JOIN raw_features AS f ON f.batch_id = a.batch_id AND f.address = a.address
       WHERE a.processing_date = {date:Date}`,
      { params: { date: key.processingDate } },
    );
    return new Map(rows.map(({ alert_id, degree }) => [alert_id, degree]));
  }
});

function example(file: string): string {
  return fileURLToPath(new URL(file, examples));
}

function createScorer(overrides: Partial<OwnScorer> & Pick<OwnScorer, "program">): OwnScorer {
  const environment = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  return { modelVersion: "degrees-2", featureFormat: "csv", timeoutMs: 60_000, environment, ...overrides };
}

/** A command: this Node with a script, which finds the two paths in process.argv. */
function ofNode(script: string, overrides: Partial<OwnScorer> = {}): OwnScorer {
  return createScorer({
    program: { kind: "command", file: process.execPath, args: ["-e", script] },
    ...overrides,
  });
}

/** A script that gives every alert half, after a change to the header or the rows. */
function answering(change: string): string {
  return `
    const fs = require("fs");
    const [, ...lines] = fs.readFileSync(process.argv[1], "utf8").trim().split("\\n");
    let head = "alert_id,score";
    let rows = lines.map((line) => line.split(",")[0] + ",0.5");
    ${change};
    fs.writeFileSync(process.argv[2], [head, ...rows].join("\\n"));`;
}

/** A process that was killed needs a moment to be gone; the test's timeout bounds it. */
async function ended(pid: number): Promise<void> {
  while (await isProcessAlive(pid));
}

async function serve(answer: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return { server, url: `http://127.0.0.1:${String(address.port)}/` };
}
