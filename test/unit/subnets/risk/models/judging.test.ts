import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { judgeHeldOut, type HeldOutFiles } from "../../../../../src/subnets/risk/models/judge-held-out.ts";
import { judgeOnThread } from "../../../../../src/subnets/risk/models/judging.ts";
import { codeOf } from "../../../../support/errors.ts";
import { createGradingSettings } from "../../../../support/grading.ts";
import { createRandom } from "../../../../support/ml.ts";
import { makeTempDir, removeTempDir } from "../../../../support/temp-dir.ts";

const never = new AbortController().signal;

describe(judgeOnThread.name, () => {
  let directory: string;

  before(async () => {
    directory = await makeTempDir();
  });

  after(() => removeTempDir(directory));

  it("says the same as judging here, of scores, of two models and of ranks", async () => {
    const path = await writeHeldOut(400);
    for (const own of [{}, { secondPath: path }, { isRanking: true }]) {
      const files = createFiles({ path, ...own });
      expect(await judgeOnThread(files, never)).to.deep.equal(await judgeHeldOut(files));
    }
  });

  it("passes on why a file was refused", async () => {
    const path = join(directory, "cut");
    await writeFile(path, Buffer.alloc(7));
    expect(await codeOf(judgeOnThread(createFiles({ path }), never))).to.equal("INTERNAL");
  });

  it("ends when its signal fires", async () => {
    const cancel = new AbortController();
    const judging = judgeOnThread(createFiles({ path: await writeHeldOut(100_000) }), cancel.signal);
    cancel.abort();
    expect(await codeOf(judging)).to.equal("CANCELLED");
    expect(await codeOf(judgeOnThread(createFiles({ path: "none" }), cancel.signal))).to.equal("CANCELLED");
  });

  /** Label, target, weight, date, address, pattern, group, margin, the champion's score. */
  async function writeHeldOut(rows: number): Promise<string> {
    const random = createRandom(5);
    const values = Array.from({ length: rows }, (_, row) => {
      const pattern = row % 3 === 0 ? 1 : 2;
      const label = pattern === 1 ? 1 : 0;
      return [label, label, 1, 100, row % 40, pattern, 0, random() - pattern, NaN];
    });
    const path = join(directory, `rows-${rows}`);
    await writeFile(path, Buffer.from(Float32Array.from(values.flat()).buffer));
    return path;
  }
});

function createFiles(own: Partial<HeldOutFiles> & Pick<HeldOutFiles, "path">): HeldOutFiles {
  return {
    secondPath: undefined,
    isRanking: false,
    grading: createGradingSettings(),
    addressGroups: 4,
    ...own,
  };
}
