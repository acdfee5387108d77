import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { getPriority } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { z } from "zod";
import { systemClock, type Clock } from "../../../src/lib/clock.ts";
import { isProcessAlive } from "../../../src/lib/process-identity.ts";
import { DatabaseClients } from "../../../src/store/clients.ts";
import type { ConnectionSource } from "../../../src/store/connection.ts";
import { Database } from "../../../src/store/database.ts";
import { connectionFilePath } from "../../../src/store/engine/attach-or-start.ts";
import { Engine, type EngineDeps, type EngineSettings } from "../../../src/store/engine/engine.ts";
import { startHost } from "../../../src/store/engine/host-process.ts";
import { getEngineLibrary } from "../../../src/store/engine/library.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import { recordingLogger } from "../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const never = new AbortController().signal;

describe(Engine.name, () => {
  let dataDir: string;
  /** Undoes, in reverse, what a test has started. */
  let cleanups: (() => Promise<unknown>)[];

  beforeEach(async () => {
    cleanups = [];
    dataDir = await makeTempDir();
  });

  afterEach(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
    await removeTempDir(dataDir);
  });

  it("answers its user, over the file that only this operator can read", async () => {
    const { engine } = await startEngine();
    const database = connect(engine);
    expect((await database.bytes("SELECT currentUser() FORMAT TSV")).toString()).to.equal("neuron\n");
    const file = await stat(connectionFilePath(dataDir));
    expect(file.mode & 0o777).to.equal(0o600);
  });

  it("keeps the password out of its command line and its files out of others' reach", async () => {
    const { engine } = await startEngine();
    const { password } = await engine.connection();
    const pid = (await engine.findStatus())?.pid ?? 0;
    expect(await readFile(`/proc/${pid}/cmdline`, "utf8")).not.to.contain(password);
    const runs = join(dataDir, "clickhouse-run");
    expect((await stat(runs)).mode & 0o777).to.equal(0o700);
    const [run = ""] = await readdir(runs);
    expect((await stat(join(runs, run, "users.xml"))).mode & 0o777).to.equal(0o600);
    expect(await readFile(join(runs, run, "users.xml"), "utf8")).not.to.contain(password);
  });

  it("denies a wrong password by name, without repeating it", async () => {
    const { engine } = await startEngine();
    const connection = { ...(await engine.connection()), password: "wrong-password" };
    const failure = await failureOf(connect(fixed(connection)).bytes("SELECT 1 FORMAT TSV"));
    expect(failure?.code).to.equal("STORE_DENIED");
    expect(failure?.message).not.to.contain("wrong-password");
  });

  it("leaves the default user no power", async () => {
    const { engine } = await startEngine();
    const database = connect(fixed({ ...(await engine.connection()), user: "default", password: "" }));
    for (const statement of [
      "SYSTEM STOP LISTEN HTTP",
      "CREATE DATABASE mine",
      "INSERT INTO FUNCTION file('/tmp/mine', 'CSV', 'x Int8') SELECT 1",
      "KILL QUERY WHERE 1 ASYNC",
    ]) {
      expect(await codeOf(database.command(statement)), statement).to.be.oneOf(refusals);
    }
    for (const query of [
      "SELECT count() FROM system.numbers",
      "SELECT * FROM system.processes",
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
    ]) {
      expect(await codeOf(database.bytes(query)), query).to.be.oneOf(refusals);
    }
  });

  it("refuses a query above its memory cap and lives on", async () => {
    const { engine } = await startEngine({ maxMemoryBytes: 700_000_000 });
    const database = connect(engine);
    const status = await engine.findStatus();
    const failure = await failureOf(
      database.bytes("SELECT length(groupArray(number)) FROM numbers(300000000) FORMAT TSV"),
    );
    expect(failure?.context).to.include({ clickhouseCode: "241" });
    expect((await database.bytes("SELECT 1 FORMAT TSV")).toString()).to.equal("1\n");
    expect((await engine.findStatus())?.pid).to.equal(status?.pid);
  });

  it("serves a second one on the same data directory, which leaves it running", async () => {
    const { engine: first } = await startEngine();
    const { engine: second } = await startEngine();
    expect(await second.connection()).to.deep.equal(await first.connection());
    expect((await second.findStatus())?.own).to.equal(false);
    await second.stop();
    expect((await connect(first).bytes("SELECT 1 FORMAT TSV")).toString()).to.equal("1\n");
  });

  it("is one for two that start at the same time", async () => {
    const [{ engine: one }, { engine: other }] = await Promise.all([startEngine(), startEngine()]);
    expect(await one.connection()).to.deep.equal(await other.connection());
    const owners = [await one.findStatus(), await other.findStatus()].filter((status) => status?.own);
    expect(owners).to.have.length(1);
  });

  it("keeps what its queries have spilled to disk when another loses the race for its tables", async () => {
    const { engine } = await startEngine();
    const spilled = join(dataDir, "clickhouse", "tmp", "tmp-spilled");
    await writeFile(spilled, "of a query that runs");
    const libraryPath = getEngineLibrary(process.platform, process.arch);
    const settings = { dataDir, maxMemoryBytes: 1_000_000_000, libraryPath };
    expect(await codeOf(startHost(settings, systemClock(), never))).to.equal("LOCKED");
    expect(await readFile(spilled, "utf8")).to.equal("of a query that runs");
    expect((await engine.findStatus())?.own).to.equal(true);
  });

  it("is replaced when it is killed: what was acknowledged is there, and the same database works", async () => {
    const { engine, logger } = await startEngine();
    const database = connect(engine);
    await database.command("CREATE TABLE default.kept (x UInt32) ENGINE = MergeTree ORDER BY x");
    await database.insertRows("default.kept", [{ x: 7 }]);
    const pid = (await engine.findStatus())?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    const row = await database.findRow(z.object({ x: z.number() }), "SELECT x FROM default.kept");
    expect(row).to.deep.equal({ x: 7 });
    expect((await engine.findStatus())?.pid).not.to.equal(pid);
    expect(logger.lines.map(({ sentence }) => sentence)).to.deep.equal([
      "Embedded engine ready",
      "Embedded engine lost",
      "Embedded engine ready",
    ]);
  });

  it("lives on when a terminal or pm2 signals its owner and all that this has started", async () => {
    const { engine, logger } = await startEngine();
    const pid = (await engine.findStatus())?.pid ?? 0;
    for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT"] as const) process.kill(pid, signal);
    await connect(engine).bytes("SELECT sleep(0.2) FORMAT TSV");
    expect((await engine.findStatus())?.pid).to.equal(pid);
    expect(logger.lines.map(({ sentence }) => sentence)).to.deep.equal(["Embedded engine ready"]);
  });

  it("leaves the cores that they share to its owner first", async () => {
    const { engine } = await startEngine();
    expect(getPriority((await engine.findStatus())?.pid)).to.be.greaterThan(getPriority());
  });

  it("survives being killed again and again while it is written to", async () => {
    const { engine } = await startEngine();
    const database = connect(engine);
    await database.command("CREATE TABLE default.kept (x UInt32) ENGINE = MergeTree ORDER BY x");
    const acknowledged: number[] = [];
    for (let x = 0; x < 60; x++) {
      const write = failureOf(database.insertRows("default.kept", [{ x }]));
      if (x % 20 === 10) process.kill((await engine.findStatus())?.pid ?? 0, "SIGKILL");
      const failure = await write;
      if (failure === undefined) acknowledged.push(x);
      else expect(failure.code).to.equal("STORE_UNAVAILABLE");
    }
    expect(acknowledged).to.have.length.at.least(57);
    const rows = await database.rows(z.object({ x: z.number() }), "SELECT x FROM default.kept");
    expect(rows.map(({ x }) => x)).to.include.members(acknowledged);
  });

  it("is started anew by who was attached when the owner has stopped it", async () => {
    const { engine: owner } = await startEngine();
    const { engine: guest } = await startEngine();
    const database = connect(guest);
    await database.bytes("SELECT 1 FORMAT TSV");
    await owner.stop();
    expect((await database.bytes("SELECT 2 FORMAT TSV")).toString()).to.equal("2\n");
    expect((await guest.findStatus())?.own).to.equal(true);
  });

  it("is not replaced when it was reported lost for nothing", async () => {
    const { engine: owner } = await startEngine();
    const { engine: guest } = await startEngine();
    for (const engine of [owner, guest, owner, guest]) {
      const connection = await engine.connection();
      engine.reportLost(connection);
      expect(await engine.connection()).to.equal(connection);
    }
  });

  it("fails queries in bounded time while it cannot come back, says so once, and then comes back", async () => {
    const { engine, logger } = await startEngine({ clock: impatientClock() });
    const database = connect(engine);
    await rename(join(dataDir, "clickhouse"), join(dataDir, "away"));
    await writeFile(join(dataDir, "clickhouse"), "a file in the place of the directory");
    process.kill((await engine.findStatus())?.pid ?? 0, "SIGKILL");
    await until(() => Promise.resolve(logger.lines.some(({ level }) => level === "debug")));
    expect(await codeOf(database.bytes("SELECT 1 FORMAT TSV"))).to.equal("STORE_UNAVAILABLE");
    const wait = await engine.connection(AbortSignal.abort()).catch((error: unknown) => error);
    expect(wait).to.have.property("name", "AbortError");
    await rm(join(dataDir, "clickhouse"));
    await rename(join(dataDir, "away"), join(dataDir, "clickhouse"));
    await until(() => database.isReachable());
    expect(
      logger.lines.filter(({ level }) => level !== "debug").map(({ sentence }) => sentence),
    ).to.deep.equal([
      "Embedded engine ready",
      "Embedded engine lost",
      "Embedded engine does not come back",
      "Embedded engine ready",
    ]);
  });

  it("ends with its owner, connection file and run directory removed", async () => {
    const { engine } = await startEngine();
    const pid = (await engine.findStatus())?.pid ?? 0;
    await engine.stop();
    await engine.stop();
    expect(await isProcessAlive(pid)).to.equal(false);
    expect(await readdir(dataDir)).to.have.members(["clickhouse", "clickhouse-run"]);
    expect(await readdir(join(dataDir, "clickhouse-run"))).to.deep.equal([]);
    expect(await codeOf(engine.connection())).to.equal("STORE_UNAVAILABLE");
  });

  it("leaves no orphan when its owner is killed, and the next one starts on the same data", async () => {
    const { program, pid } = await startProgram();
    program.kill("SIGKILL");
    await until(async () => !(await isProcessAlive(pid)));
    const { engine } = await startEngine();
    expect((await engine.findStatus())?.own).to.equal(true);
    expect(await readdir(join(dataDir, "clickhouse-run"))).to.have.length(1);
  });

  it("is found by another process, which uses it", async () => {
    const { pid } = await startProgram();
    const { engine } = await startEngine();
    expect(await engine.findStatus()).to.include({ pid, own: false });
  });

  it("says what the engine said when it cannot start", async () => {
    await mkdir(join(dataDir, "clickhouse", "status"), { recursive: true });
    const engine = createEngine();
    const failure = await failureOf(engine.start(never));
    expect(failure?.code).to.equal("ENGINE_FAILED");
    expect(failure?.message).to.contain("status");
    expect(failure?.context).to.include({ exitCode: 1, exitSignal: null });
    expect(await codeOf(engine.connection())).to.equal("STORE_UNAVAILABLE");
    expect(await readdir(join(dataDir, "clickhouse-run"))).to.deep.equal([]);
  });

  it("says which directory it cannot prepare", async () => {
    await writeFile(join(dataDir, "clickhouse"), "a file in the place of the directory");
    expect(await codeOf(createEngine().start(never))).to.equal("ENGINE_FAILED");
  });

  it("starts over a connection file that was never written whole", async () => {
    await writeFile(connectionFilePath(dataDir), "{");
    const { engine } = await startEngine();
    expect((await engine.findStatus())?.own).to.equal(true);
  });

  it("gives up its start when its signal fires", async () => {
    const cancel = new AbortController();
    const engine = createEngine();
    const started = engine.start(cancel.signal);
    cancel.abort();
    const failure = await started.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.have.property("name", "AbortError");
    expect(await readdir(join(dataDir, "clickhouse-run"))).to.deep.equal([]);
  });

  function createEngine(overrides: Partial<EngineSettings & EngineDeps> = {}): Engine {
    const { clock = systemClock(), logger = recordingLogger(), ...settings } = overrides;
    return new Engine({ clock, logger }, { dataDir, maxMemoryBytes: 1_000_000_000, ...settings });
  }

  async function startEngine(overrides: Partial<EngineSettings & Pick<EngineDeps, "clock">> = {}) {
    const logger = recordingLogger();
    const engine = createEngine({ ...overrides, logger });
    cleanups.push(() => engine.stop());
    await engine.start(never);
    return { engine, logger };
  }

  function connect(source: ConnectionSource): Database {
    const clients = new DatabaseClients(source, { database: "default", requestTimeoutMs: 60_000 });
    cleanups.push(() => clients.close());
    return new Database("default", clients, {
      limits: { maxReadSeconds: 30, maxWriteSeconds: 30 },
      settings: { read: {}, write: {} },
    });
  }

  async function startProgram(): Promise<{ program: ChildProcess; pid: number }> {
    const path = fileURLToPath(new URL("./engine-program.js", import.meta.url));
    const program = spawn(process.execPath, [path, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    cleanups.push(() => endProgram(program));
    const [line] = (await once(createInterface(program.stdout), "line")) as unknown[];
    return { program, pid: z.object({ pid: z.number() }).parse(JSON.parse(String(line))).pid };
  }
});

const refusals = ["STORE_DENIED", "STORE_QUERY_FAILED"];

function fixed(connection: Awaited<ReturnType<ConnectionSource["connection"]>>): ConnectionSource {
  return { connection: () => Promise.resolve(connection), reportLost: () => undefined };
}

/** Takes every long pause for a short one. */
function impatientClock(): Clock {
  const clock = systemClock();
  return {
    ...clock,
    sleep: (durationMs, signal) => clock.sleep(Math.min(durationMs, 20), signal),
  };
}

async function endProgram(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, "exit");
  program.kill("SIGTERM");
  await ended;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
