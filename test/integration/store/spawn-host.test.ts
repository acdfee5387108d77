import { once } from "node:events";
import { arch, platform } from "node:process";
import { expect } from "chai";
import { systemClock } from "../../../src/lib/clock.ts";
import { startHost } from "../../../src/store/engine/host-process.ts";
import { getEngineLibrary } from "../../../src/store/engine/library.ts";
import { prepareHost } from "../../../src/store/engine/spawn-host.ts";
import { testEngineMemoryBytes } from "../../support/engine.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const never = new AbortController().signal;

describe(prepareHost.name, () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await makeTempDir();
  });
  afterEach(() => removeTempDir(dataDir));

  it("starts the process that becomes the next engine", async () => {
    const prepared = prepareHost();
    expect(prepareHost()?.pid).to.equal(prepared?.pid);
    expect(await runEngine()).to.equal(prepared?.pid);
  });

  it("starts one for one engine alone", async () => {
    const prepared = prepareHost();
    expect(await runEngine()).to.equal(prepared?.pid);
    expect(await runEngine()).to.not.equal(prepared?.pid);
  });

  it("does no harm where its process has died before", async () => {
    const prepared = prepareHost();
    prepared?.kill("SIGKILL");
    if (prepared !== undefined) await once(prepared, "close");
    expect(await runEngine()).to.not.equal(prepared?.pid);
  });

  it("starts a process that ends when the pipe of its neuron closes, told anything or not", async () => {
    const prepared = prepareHost();
    prepared?.stdin?.end();
    if (prepared !== undefined) await once(prepared, "close");
    expect(prepared?.signalCode).to.equal("SIGKILL");
    expect(await runEngine()).to.not.equal(prepared?.pid);
  });

  /** Returns the id of the process of an engine that answered, and is gone. */
  async function runEngine(): Promise<number> {
    const settings = { dataDir, maxMemoryBytes: testEngineMemoryBytes };
    const libraryPath = getEngineLibrary(platform, arch);
    const host = await startHost({ ...settings, libraryPath }, systemClock(), never);
    await host.end();
    await host.clean();
    return host.connection.pid;
  }
});
