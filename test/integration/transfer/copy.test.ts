import { join } from "node:path";
import { expect } from "chai";
import { copyDatabases } from "../../../src/cli/transfer/copy-databases.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { Engine } from "../../../src/store/engine/engine.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { testEngineMemoryBytes, testLimits } from "../../support/engine.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { answersOf, fillNeuron, networks, runOn, startStore } from "../../support/transfer.ts";

const never = new AbortController().signal;

describe(copyDatabases.name, function () {
  this.timeout(120_000);
  let root: string;
  let dataDir: string;
  let store: Store;
  /** Another engine, which plays the server. */
  let server: Engine;
  let to: readonly string[];
  let environment: Readonly<Record<string, string>>;

  before(async () => {
    root = await makeTempDir();
    dataDir = join(root, "data");
    store = await startStore(dataDir);
    await fillNeuron(store, dataDir);
    const deps = { clock: systemClock(), logger: silentLogger() };
    server = new Engine(deps, { dataDir: join(root, "server"), maxMemoryBytes: testEngineMemoryBytes });
    await server.start(never);
    const { url, user, password } = await server.connection();
    to = ["db", "copy", "--to", url.replace("://", `://${user}@`)];
    environment = { DB_COPY_PASSWORD: password };
  });
  after(async () => {
    await store.stop();
    await server.stop();
    await removeTempDir(root);
  });

  it("copies every table to a server, from where the same answers come", async () => {
    const { exitCode, stdout, stderr } = await runOn(dataDir, to, environment);
    expect(exitCode, stderr).to.equal(0);
    const { copied } = JSON.parse(stdout) as { copied: unknown };
    expect(copied).to.deep.equal([
      { network: "torus", partitions: 9, rows: 132 },
      { network: "bitcoin", partitions: 4, rows: 65 },
    ]);
    const moved = await openOnServer();
    try {
      expect(await answersOf(moved, dataDir)).to.deep.equal(await answersOf(store, dataDir));
    } finally {
      await moved.stop();
    }
  });

  it("refuses a server whose databases hold rows, and leaves them alone", async () => {
    const { exitCode, stdout } = await runOn(dataDir, to, environment);
    expect(exitCode).to.equal(73);
    expect(stdout).to.include("TARGET_OCCUPIED");
  });

  it("says that the password is wrong", async () => {
    const { stdout } = await runOn(dataDir, to, { DB_COPY_PASSWORD: "wrong" });
    expect(stdout).to.include("STORE_DENIED");
  });

  async function openOnServer(): Promise<Store> {
    const { url, user, password } = await server.connection();
    const settings = { host: "127.0.0.1", port: Number(new URL(url).port), user, password, secure: false };
    const moved = openStore(
      {
        dataDir: join(root, "elsewhere"),
        engineMaxMemoryBytes: testEngineMemoryBytes,
        limits: testLimits,
        networks: networks.map((network) => ({ network, database: `${network}_db`, server: settings })),
      },
      { clock: systemClock(), logger: silentLogger() },
    );
    await moved.start(never);
    return moved;
  }
});
