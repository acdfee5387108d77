import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import {
  findConnection,
  parseConnectionFile,
  removeConnection,
  renderConnectionFile,
  writeConnection,
  type EngineConnection,
} from "../../../../src/store/engine/connection-file.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(parseConnectionFile.name, () => {
  it("reads what was rendered", () => {
    const connection = createConnection();
    expect(parseConnectionFile(renderConnectionFile(connection))).to.deep.equal(connection);
  });

  it("reads nothing from a file cut anywhere", () => {
    const text = renderConnectionFile(createConnection()).trimEnd();
    for (let length = 0; length < text.length; length++) {
      expect(parseConnectionFile(text.slice(0, length)), `${length} characters`).to.equal(undefined);
    }
  });

  it("trusts no address but this machine's own", () => {
    const text = renderConnectionFile(createConnection({ url: "http://10.0.0.1:8123" }));
    expect(parseConnectionFile(text)).to.equal(undefined);
  });
});

describe("connection file", () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await makeTempDir();
    path = join(directory, "engine.json");
  });

  afterEach(() => removeTempDir(directory));

  it("is found as it was written, and by this operator only", async () => {
    expect(await findConnection(path)).to.equal(undefined);
    await writeConnection(path, createConnection());
    expect(await findConnection(path)).to.deep.equal(createConnection());
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it("is removed with its own engine only", async () => {
    await writeConnection(path, createConnection({ password: "later" }));
    await removeConnection(path, createConnection());
    expect(await readFile(path, "utf8")).to.contain("later");
    await removeConnection(path, createConnection({ password: "later" }));
    expect(await findConnection(path)).to.equal(undefined);
    await removeConnection(path, createConnection());
  });

  it("is none when it is torn", async () => {
    await writeFile(path, '{"url":');
    expect(await findConnection(path)).to.equal(undefined);
  });
});

function createConnection(overrides: Partial<EngineConnection> = {}): EngineConnection {
  return {
    url: "http://127.0.0.1:40123",
    user: "neuron",
    password: "secret",
    pid: 4_711,
    startedAt: 1_754_000_000_000,
    ...overrides,
  };
}
