import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { guardAgainstCrashes } from "../../../neurons/crash-guard.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const program = fileURLToPath(new URL("./crash-program.js", import.meta.url));

describe(guardAgainstCrashes.name, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(() => removeTempDir(directory));

  for (const [how, kind] of [
    ["throw", "uncaughtException"],
    ["reject", "unhandledRejection"],
  ] as const) {
    it(`ends with 70 and a report without secrets after an ${kind}`, async () => {
      const reports = join(directory, "crash-reports");
      const child = spawn(process.execPath, [program, reports, how], { stdio: ["ignore", "ignore", "pipe"] });
      const said: Buffer[] = [];
      child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
      expect((await once(child, "close"))[0]).to.equal(70);
      const [name = ""] = await readdir(reports);
      const text = await readFile(join(reports, name), "utf8");
      expect(JSON.parse(text)).to.deep.include({ kind, pid: child.pid });
      expect(text).to.include("Cannot log in").and.to.include("crash-program");
      for (const secret of ["pw@", "correct horse", "hunter22"]) {
        expect(text).not.to.include(secret);
        expect(Buffer.concat(said).toString()).not.to.include(secret);
      }
      expect((await stat(join(reports, name))).mode & 0o777).to.equal(0o600);
    });
  }

  it("ends with 70 also where no report can be written", async () => {
    const child = spawn(process.execPath, [program, "/dev/null/nowhere", "throw"], { stdio: "ignore" });
    expect((await once(child, "close"))[0]).to.equal(70);
  });
});
