import { expect } from "chai";
import { findConflicts } from "../../../src/config/conflicts.ts";
import { problemsOf } from "./problems-of.ts";
import { resolveSources as resolve } from "./resolve-sources.ts";

describe(findConflicts.name, () => {
  it("refuses one database for several networks, naming who set it", () => {
    const [problem] = problemsOf(() =>
      resolve({ environment: { NETWORKS: "torus,bitcoin" }, flags: { "clickhouse.database": "scores" } }),
    );
    expect(problem).to.deep.equal({
      origin: "environment NETWORKS + flag --clickhouse.database",
      message: "torus and bitcoin would share the database scores: put {network} into clickhouse.database",
    });
  });

  it("lets one network have any database, and several one each", () => {
    const networks = { NETWORKS: "torus,bitcoin" };
    resolve({ environment: { CLICKHOUSE_DATABASE: "scores" } });
    resolve({ environment: { ...networks, CLICKHOUSE_DATABASE: "scores_{network}" } });
    resolve({
      environment: { ...networks, CLICKHOUSE_DATABASE: "scores", TORUS_CLICKHOUSE_DATABASE: "other" },
    });
    resolve({ environment: { ...networks, CLICKHOUSE_DATABASE: "scores", TORUS_CLICKHOUSE_HOST: "other" } });
  });

  it("refuses a network's own database that another one uses", () => {
    const environment = { NETWORKS: "torus,bitcoin", TORUS_CLICKHOUSE_DATABASE: "bitcoin_db" };
    expect(problemsOf(() => resolve({ environment }))).to.have.lengthOf(1);
  });

  it("refuses a range of scores that is empty", () => {
    const yaml = "grading.dormant.lowest_score: 0.9";
    expect(problemsOf(() => resolve({ yaml })).map(({ message }) => message)).to.deep.equal([
      "no score is from 0.9 to 0.25: set grading.dormant.lowest_score to grading.dormant.highest_score or less",
    ]);
    resolve({ yaml: `${yaml}\ngrading.dormant.highest_score: 0.9` });
  });

  it("refuses a cluster on the embedded engine", () => {
    const cluster = { NETWORKS: "torus,bitcoin", CLICKHOUSE_CLUSTER: "c" };
    expect(problemsOf(() => resolve({ environment: cluster }))).to.have.lengthOf(1);
    const [problem] = problemsOf(() => resolve({ environment: { ...cluster, TORUS_CLICKHOUSE_HOST: "h" } }));
    expect(problem?.message).to.include("clickhouse.host for bitcoin");
    resolve({ environment: { ...cluster, CLICKHOUSE_HOST: "h" } });
  });

  it("refuses to remove batches that are still asked for", () => {
    const retention = (days: string) => ({ environment: { NEURON_JOBS_RETENTION_DAYS: days } });
    expect(problemsOf(() => resolve(retention("30")))).to.have.lengthOf(1);
    resolve(retention("31"));
    resolve(retention("0"));
  });

  it("refuses half of the source's keys", () => {
    const keyId = { RISK_SCORING_S3_ACCESS_KEY_ID: "k" };
    const secret = { RISK_SCORING_S3_SECRET_ACCESS_KEY: "s" };
    for (const environment of [keyId, secret]) {
      expect(problemsOf(() => resolve({ environment }))).to.have.lengthOf(1);
    }
    resolve({ environment: { ...keyId, ...secret } });
  });

  it("refuses a kind of scorer that does not say what scores", () => {
    for (const kind of ["module", "command", "http"]) {
      const problems = problemsOf(() => resolve({ flags: { "scorer.kind": kind } }));
      expect(problems.map(({ message }) => message)).to.have.lengthOf(1);
    }
    resolve({ flags: { "scorer.kind": "module", "scorer.module": "./mine.mjs" } });
    resolve({ flags: { "scorer.kind": "command", "scorer.command": "python3 mine.py" } });
    resolve({ flags: { "scorer.kind": "http", "scorer.url": "http://127.0.0.1:9000/score" } });
    resolve({ flags: { "scorer.module": "./mine.mjs" } });
  });

  it("refuses a certificate without its key, and the other way round", () => {
    const cert = { AXON_TLS_CERT: "c" };
    const key = { AXON_TLS_KEY: "k" };
    for (const environment of [cert, key]) {
      expect(problemsOf(() => resolve({ environment }))).to.have.lengthOf(1);
    }
    resolve({ environment: { ...cert, ...key } });
  });

  it("refuses to register without asking and without a maximum", () => {
    expect(problemsOf(() => resolve({ flags: { "auto-register": "true" } }))).to.have.lengthOf(1);
    resolve({ flags: { "auto-register": "true", "max-burn": "0.5" } });
    resolve({ flags: { "max-burn": "0.5" } });
  });

  it("says nothing about the default in place of a refused value", () => {
    const problems = problemsOf(() =>
      resolve({ environment: { CLICKHOUSE_HOST: "a b", CLICKHOUSE_CLUSTER: "c" } }),
    );
    expect(problems.map(({ origin }) => origin)).to.deep.equal(["environment CLICKHOUSE_HOST"]);
  });
});
