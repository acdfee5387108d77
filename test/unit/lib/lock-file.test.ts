import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { acquireLock } from "../../../src/lib/lock-file.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe(acquireLock.name, () => {
  let directory: string;
  let path: string;
  let programs: ChildProcess[];

  beforeEach(async () => {
    programs = [];
    directory = await makeTempDir();
    path = join(directory, "neuron.lock");
  });

  afterEach(async () => {
    await Promise.all(programs.map(killProgram));
    await removeTempDir(directory);
  });

  it("refuses a second holder, naming process and command, until the first releases", async () => {
    const lock = await acquireLock(path, "neuron miner");
    const refusal = await failureOf(acquireLock(path, "neuron ingest"));
    expect(refusal?.code).to.equal("LOCKED");
    expect(refusal?.context).to.include({ pid: process.pid, command: "neuron miner" });
    await lock.release();
    await (await acquireLock(path, "neuron ingest")).release();
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it("is refused to another process", async () => {
    const lock = await acquireLock(path, "neuron miner");
    expect((await startProgram()).answer).to.equal("LOCKED");
    await lock.release();
    expect((await startProgram()).answer).to.equal("held");
    expect(await codeOf(acquireLock(path, "neuron miner"))).to.equal("LOCKED");
  });

  it("takes over from a process that was killed", async () => {
    const { program } = await startProgram();
    await killProgram(program);
    const lock = await acquireLock(path, "neuron miner");
    expect(await readFile(path, "utf8")).to.contain("neuron miner");
    await lock.release();
  });

  it("takes over when the owner's process id belongs to another process by now", async () => {
    await writeFile(path, holder({ pid: process.pid, startTime: "1" }));
    await acquireLock(path, "neuron miner");
    expect(await readFile(path, "utf8")).to.contain("neuron miner");
  });

  it("takes over a file that the disk has lost the content of", async () => {
    await writeFile(path, "");
    await acquireLock(path, "neuron miner");
    expect(await readFile(path, "utf8")).to.contain("neuron miner");
  });

  it("goes to one of many that find the same dead owner", async () => {
    for (let round = 0; round < 20; round++) {
      await writeFile(path, holder({ pid: process.pid, startTime: `${round}` }));
      const attempts = Array.from({ length: 8 }, (_, contender) =>
        acquireLock(path, `contender ${contender}`),
      );
      const results = await Promise.allSettled(attempts);
      const held = results.filter((result) => result.status === "fulfilled");
      expect(held).to.have.length(1);
      await held[0]?.value.release();
      expect(await readdir(directory)).to.deep.equal([]);
    }
  });

  it("goes to one of several processes that find the same dead owner", async () => {
    await writeFile(path, holder({ pid: process.pid, startTime: "1" }));
    const contenders = await Promise.all([startProgram(), startProgram(), startProgram()]);
    expect(contenders.filter(({ answer }) => answer === "held")).to.have.length(1);
    expect(contenders.filter(({ answer }) => answer === "LOCKED")).to.have.length(2);
  });

  it("releases its own lock only, and that once", async () => {
    const lock = await acquireLock(path, "neuron miner");
    await lock.release();
    const next = await acquireLock(path, "neuron ingest");
    await lock.release();
    expect(await readFile(path, "utf8")).to.contain("neuron ingest");
    await next.release();
  });

  it("fails as the file system does where it cannot write", async () => {
    const failure = await acquireLock(join(directory, "absent", "lock"), "neuron").catch(
      (error: unknown) => error,
    );
    expect(failure).to.have.property("code", "ENOENT");
  });

  async function startProgram(): Promise<{ program: ChildProcess; answer: string }> {
    const file = fileURLToPath(new URL("./lock-program.js", import.meta.url));
    const program = spawn(process.execPath, [file, path], { stdio: ["pipe", "pipe", "inherit"] });
    programs.push(program);
    const [line] = (await once(createInterface(program.stdout), "line")) as unknown[];
    return { program, answer: String(line) };
  }
});

function holder({ pid, startTime }: { pid: number; startTime: string }): string {
  return JSON.stringify({ pid, startTime, command: "gone", token: "gone" });
}

async function killProgram(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, "exit");
  program.kill("SIGKILL");
  await ended;
}
