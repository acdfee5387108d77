import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { restoreBackup } from "../../../src/cli/transfer/restore-backup.ts";
import { writeBackup } from "../../../src/cli/transfer/write-backup.ts";
import { acquireLock } from "../../../src/lib/lock-file.ts";
import type { Store } from "../../../src/store/store.ts";
import { createRun, publishRun } from "../../support/published.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { answersOf, fillNeuron, runOn, startStore } from "../../support/transfer.ts";

describe(`${writeBackup.name} and ${restoreBackup.name}`, function () {
  this.timeout(120_000);
  let root: string;
  let dataDir: string;
  let backup: string;
  let store: Store;
  let answers: readonly string[];

  before(async () => {
    root = await makeTempDir();
    dataDir = join(root, "data");
    backup = join(root, "backups", "monday");
    store = await startStore(dataDir);
    await fillNeuron(store, dataDir);
    answers = await answersOf(store, dataDir);
    for (const answer of answers) expect(answer).to.match(/^\/\S+ 200 /);
    const { exitCode, stderr } = await runOn(dataDir, ["backup", "--output", backup]);
    expect(exitCode, stderr).to.equal(0);
  });
  after(async () => {
    await store.stop();
    await removeTempDir(root);
  });

  it("makes a directory for its owner alone, without locks, tokens and nonces", async () => {
    expect((await stat(backup)).mode & 0o077).to.equal(0);
    expect(await readdir(join(backup, "files"))).to.have.members(["bans", "trained_models"]);
    expect(await readdir(join(root, "backups"))).to.deep.equal(["monday"]);
  });

  it("brings back the same answers, byte by byte, after more was published", async () => {
    await publishRun(
      store.database("torus"),
      createRun({ publicationId: "later", updatedAt: "2025-10-31 01:00:00.000" }),
    );
    expect(await answersOf(store, dataDir)).to.not.deep.equal(answers);
    const target = join(root, "restored");
    const { exitCode, stdout, stderr } = await runOn(target, ["restore", "--from", backup]);
    expect(exitCode, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.include({ networks: ["torus", "bitcoin"], files: 2 });
    expect(await answersAfterRestart(target)).to.deep.equal(answers);
    expect(await databasesIn(target)).to.deep.equal(["bitcoin_db", "torus_db"]);
  });

  it("refuses a target with state, unless forced to replace it", async () => {
    const target = join(root, "occupied");
    const other = await startStore(target);
    await publishRun(other.database("bitcoin"), createRun({ publicationId: "own" }));
    await other.stop();
    await mkdir(join(target, "bans"));
    await writeFile(join(target, "bans", "ip-192.0.2.9.json"), "{}");

    const refused = await runOn(target, ["restore", "--from", backup]);
    expect(codeIn(refused.stdout)).to.equal("TARGET_OCCUPIED");
    await rm(join(target, "bans"), { recursive: true });
    const refusedAgain = await runOn(target, ["restore", "--from", backup]);
    expect(codeIn(refusedAgain.stdout)).to.equal("TARGET_OCCUPIED");

    const { exitCode, stderr } = await runOn(target, ["restore", "--from", backup, "--force"]);
    expect(exitCode, stderr).to.equal(0);
    expect(await answersAfterRestart(target)).to.deep.equal(answers);
  });

  it("notices one changed byte before it touches anything", async () => {
    const tables = join(backup, "databases", "torus");
    const [name = ""] = (await readdir(tables)).filter((file) => file.startsWith("alert_scores"));
    const whole = await readFile(join(tables, name));
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(40) ^ 1, 40);
    await writeFile(join(tables, name), changed);
    const target = join(root, "untouched");
    const { stdout } = await runOn(root, ["restore", "--from", backup, "--data-dir", target]);
    await writeFile(join(tables, name), whole);
    expect(codeIn(stdout)).to.equal("BACKUP_REFUSED");
    expect(existsSync(target)).to.equal(false);
  });

  it("leaves the target as it was when the rows are not those that the manifest names", async () => {
    const target = join(root, "disbelieving");
    const other = await startStore(target);
    await publishRun(other.database("torus"), createRun({ publicationId: "own" }));
    const before = await answersOf(other, target);
    await other.stop();
    const manifest = join(backup, "manifest.json");
    const text = await readFile(manifest, "utf8");
    await writeFile(
      manifest,
      text.replace(/"digest": "\d/, (start) =>
        start.endsWith("1") ? `${start.slice(0, -1)}2` : `${start.slice(0, -1)}1`,
      ),
    );
    const { stdout } = await runOn(target, ["restore", "--from", backup, "--force"]);
    await writeFile(manifest, text);
    expect(codeIn(stdout)).to.equal("SELF_CHECK_FAILED");
    expect(await answersAfterRestart(target)).to.deep.equal(before);
    expect(await databasesIn(target)).to.deep.equal(["bitcoin_db", "torus_db"]);
  });

  it("clears what an attempt that died was filling, and asks about what it had put aside", async () => {
    const target = join(root, "interrupted");
    const other = await startStore(target);
    const server = other.server("torus");
    await server.command("CREATE DATABASE torus_db_incoming");
    await server.command("CREATE DATABASE bitcoin_db_replaced");
    await server.command("CREATE TABLE torus_db_incoming.half (a UInt8) ENGINE = MergeTree ORDER BY a");

    const asked = await runOn(target, ["restore", "--from", backup]);
    expect(codeIn(asked.stdout)).to.equal("TARGET_OCCUPIED");
    expect(asked.stderr).to.include("bitcoin_db_replaced");
    await server.command("DROP DATABASE bitcoin_db_replaced");
    const { exitCode, stderr } = await runOn(target, ["restore", "--from", backup]);
    await other.stop();
    expect(exitCode, stderr).to.equal(0);
    expect(await databasesIn(target)).to.deep.equal(["bitcoin_db", "torus_db"]);
  });

  it("refuses a manifest that names files outside the data directory", async () => {
    const forged = join(root, "forged");
    await mkdir(forged);
    const file = { path: "../escaped", mode: 0o644, bytes: 0, sha256: "0".repeat(64) };
    const manifest = { format: 1, made_at: "2025-10-30T00:00:00Z", databases: [], files: [file] };
    await writeFile(join(forged, "manifest.json"), JSON.stringify(manifest));
    expect(codeIn((await runOn(dataDir, ["restore", "--from", forged])).stdout)).to.equal("BACKUP_REFUSED");
  });

  it("refuses a directory that is no backup, and one that is not empty as output", async () => {
    expect(codeIn((await runOn(dataDir, ["restore", "--from", root])).stdout)).to.equal("BACKUP_REFUSED");
    expect(codeIn((await runOn(dataDir, ["backup", "--output", backup])).stdout)).to.equal("TARGET_OCCUPIED");
  });

  it("waits for nobody: a running job, or a running neuron, is named", async () => {
    const job = await acquireLock(join(dataDir, "locks", "bitcoin.lock"), "neuron score");
    const refused = await runOn(dataDir, ["backup", "--output", join(root, "never")]);
    await job.release();
    expect(refused).to.include({ exitCode: 75 });
    expect(refused.stderr).to.include("neuron score");
    const neuron = await acquireLock(join(dataDir, "locks", "neuron.lock"), "neuron miner");
    const alsoRefused = await runOn(dataDir, ["restore", "--from", backup, "--force"]);
    await neuron.release();
    expect(codeIn(alsoRefused.stdout)).to.equal("LOCKED");
    expect(existsSync(join(root, "never"))).to.equal(false);
  });

  async function answersAfterRestart(directory: string): Promise<readonly string[]> {
    const restarted = await startStore(directory);
    try {
      return await answersOf(restarted, directory);
    } finally {
      await restarted.stop();
    }
  }

  async function databasesIn(directory: string): Promise<string[]> {
    const restarted = await startStore(directory);
    try {
      const names = await restarted
        .server("torus")
        .bytes("SELECT name FROM system.databases WHERE name LIKE '%\\_db%' ORDER BY name FORMAT TSV");
      return names.toString().trim().split("\n");
    } finally {
      await restarted.stop();
    }
  }
});

function codeIn(stdout: string): unknown {
  const { error } = JSON.parse(stdout) as { error?: { code?: unknown } };
  return error?.code;
}
