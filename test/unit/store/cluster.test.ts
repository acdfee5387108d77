import { expect } from "chai";
import { NeuronError } from "../../../src/lib/errors.ts";
import { clusterSettings, clusterStatement } from "../../../src/store/cluster.ts";
import { readSchemaFiles, schemaDirectory } from "../../../src/store/migrations/schema-files.ts";
import { splitStatements } from "../../../src/store/migrations/split-statements.ts";

const cluster = { name: "main", insertQuorum: 2 } as const;
const replica = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";

describe(clusterStatement.name, () => {
  for (const [from, to] of [
    [
      "CREATE TABLE IF NOT EXISTS t (a Int8) ENGINE = MergeTree ORDER BY a",
      `CREATE TABLE IF NOT EXISTS t ON CLUSTER 'main' (a Int8) ENGINE = ReplicatedMergeTree(${replica}) ORDER BY a`,
    ],
    [
      "CREATE TABLE t (a Int8)\nENGINE=ReplacingMergeTree(version)\nORDER BY a",
      `CREATE TABLE t ON CLUSTER 'main' (a Int8)\nENGINE = ReplicatedReplacingMergeTree(${replica}, version)\nORDER BY a`,
    ],
    [
      "CREATE TABLE t (a Int8) ENGINE = MergeTree() ORDER BY a",
      `CREATE TABLE t ON CLUSTER 'main' (a Int8) ENGINE = ReplicatedMergeTree(${replica}) ORDER BY a`,
    ],
    [
      "-- CREATE TABLE no ENGINE = MergeTree\nCREATE TABLE `t` (a String DEFAULT 'ENGINE = MergeTree') ENGINE = MergeTree",
      "-- CREATE TABLE no ENGINE = MergeTree\nCREATE TABLE `t` ON CLUSTER 'main' (a String DEFAULT 'ENGINE = MergeTree') " +
        `ENGINE = ReplicatedMergeTree(${replica})`,
    ],
    ["CREATE TABLE t (a Int8) ENGINE = Memory", "CREATE TABLE t ON CLUSTER 'main' (a Int8) ENGINE = Memory"],
    ["CREATE DATABASE IF NOT EXISTS torus_db", "CREATE DATABASE IF NOT EXISTS torus_db ON CLUSTER 'main'"],
    [
      "ALTER TABLE t ADD COLUMN IF NOT EXISTS b Int8",
      "ALTER TABLE t ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS b Int8",
    ],
    ["DROP TABLE IF EXISTS t", "DROP TABLE IF EXISTS t ON CLUSTER 'main'"],
    ["CREATE VIEW IF NOT EXISTS v AS SELECT 1", "CREATE VIEW IF NOT EXISTS v ON CLUSTER 'main' AS SELECT 1"],
    ["INSERT INTO t SELECT 1", "INSERT INTO t SELECT 1"],
  ] as const) {
    it(`rewrites: ${from.replaceAll("\n", " ")}`, () => {
      expect(clusterStatement(from, cluster)).to.equal(to);
    });
  }

  it("leaves every statement as it is without a cluster", () => {
    expect(clusterStatement("anything ENGINE = MergeTree", undefined)).to.equal(
      "anything ENGINE = MergeTree",
    );
  });

  it("refuses a statement that would run on one server only", () => {
    expect(() => clusterStatement("SYSTEM FLUSH LOGS", cluster))
      .to.throw(NeuronError)
      .with.property("code", "SCHEMA_REFUSED");
  });

  it("replicates every table of the program's own schema", async () => {
    const statements = (await readSchemaFiles(schemaDirectory)).flatMap(({ sql }) => splitStatements(sql));
    expect(statements).not.to.have.length(0);
    for (const statement of statements) {
      const text = clusterStatement(statement, cluster);
      expect(text).to.contain("ON CLUSTER 'main'");
      // Only what makes a table names an engine.
      if (/^(?:--.*\n|\s)*CREATE/.test(statement) || /\bENGINE\b/.test(statement))
        expect(text).to.contain(`ENGINE = ReplicatedMergeTree(${replica})`);
      else expect(statement).to.match(/\bALTER TABLE \w+ ADD COLUMN\b/);
    }
  });
});

describe(clusterSettings.name, () => {
  it("asks for a quorum on writes and for its result on reads", () => {
    expect(clusterSettings(cluster)).to.deep.equal({
      read: { select_sequential_consistency: 1 },
      write: { insert_quorum: 2, insert_quorum_parallel: 0 },
    });
  });

  it("asks for nothing without a cluster", () => {
    expect(clusterSettings(undefined)).to.deep.equal({ read: {}, write: {} });
  });
});
