import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { isState, readStateFiles } from "../../../../src/cli/transfer/data-files.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(isState.name, () => {
  it("keeps models, bans, ledgers, and whatever is new", () => {
    for (const path of ["trained_models/torus/m.txt", "bans/a.json", "jobs/ledger.jsonl", "something/new"]) {
      expect(isState(path), path).to.equal(true);
    }
  });

  it("leaves out what belongs to one process, one machine or one minute", () => {
    for (const path of [
      "clickhouse/x",
      "engine.json",
      "locks/a",
      "replays/x",
      "reserve",
      "control/token",
      "bans/a.tmp",
    ]) {
      expect(isState(path), path).to.equal(false);
    }
  });

  it("refuses every path that could lead elsewhere", () => {
    for (const path of ["../x", "a/../../x", "/etc/passwd", "a//b", "", ".", "a/./b", "a\0b"]) {
      expect(isState(path), JSON.stringify(path)).to.equal(false);
    }
  });
});

describe(readStateFiles.name, () => {
  it("returns plain files with their permissions, and follows no link", async () => {
    const directory = await makeTempDir();
    try {
      await mkdir(join(directory, "bans"));
      await writeFile(join(directory, "bans", "a.json"), "{}", { mode: 0o600 });
      await symlink("/etc/hostname", join(directory, "bans", "link"));
      expect(await readStateFiles(directory)).to.deep.equal([{ path: "bans/a.json", mode: 0o600 }]);
    } finally {
      await removeTempDir(directory);
    }
  });

  it("finds nothing where there is no directory", async () => {
    expect(await readStateFiles("no/such/directory")).to.deep.equal([]);
  });
});
