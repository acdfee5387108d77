import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setImmediate as immediate } from "node:timers/promises";
import { expect } from "chai";
import {
  findProcessStartTime,
  findResidentBytes,
  isProcessAlive,
} from "../../../src/lib/process-identity.ts";

describe("process identity", () => {
  it("sees a living process and not an ended one", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    expect(await isProcessAlive(process.pid)).to.equal(true);
    expect(await isProcessAlive(child.pid ?? 0)).to.equal(false);
  });

  it("takes a process that only waits to be reaped for dead", async () => {
    // What the shell becomes never waits for the shell's child, which stays a zombie as long as that lives.
    const shell = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"]);
    const [data] = (await once(shell.stdout, "data")) as unknown[];
    const child = Number(String(data));
    while ((await readFile(`/proc/${shell.pid ?? 0}/comm`, "utf8")) !== "sleep\n") await immediate();
    process.kill(child, "SIGKILL");
    while (await isProcessAlive(child)) await immediate();
    expect(() => process.kill(child, 0)).not.to.throw();
    const ended = once(shell, "exit");
    shell.kill("SIGKILL");
    await ended;
  });

  it("tells two processes apart by their start", async () => {
    const own = await findProcessStartTime(process.pid);
    expect(own).to.match(/^\d+$/);
    expect(await findProcessStartTime(process.pid)).to.equal(own);
    expect(await findProcessStartTime(1)).not.to.equal(own);
  });

  it("tells how much memory a process has resident", async () => {
    expect(await findResidentBytes(process.pid)).to.be.within(10_000_000, 10_000_000_000);
  });

  it("knows nothing of a process that does not exist", async () => {
    expect(await findProcessStartTime(2 ** 30)).to.equal(undefined);
    expect(await findResidentBytes(2 ** 30)).to.equal(undefined);
  });
});
