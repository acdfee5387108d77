import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { SearchLedger } from "../../../../../src/subnets/risk/models/search-ledger.ts";
import {
  bestTrial,
  hasTimeFor,
  trialParameters,
  type Trial,
} from "../../../../../src/subnets/risk/models/search.ts";
import { createParameters, withDirectory } from "../../../../support/ml.ts";

describe(trialParameters.name, () => {
  const own = createParameters();

  it("tries the operator's own first", () => {
    expect(trialParameters(own, 0)).to.deep.equal(own);
  });

  it("draws the same for the same seed and trial, and others for others", () => {
    expect(trialParameters(own, 3)).to.deep.equal(trialParameters(own, 3));
    const drawn = Array.from({ length: 10 }, (_, trial) => JSON.stringify(trialParameters(own, trial + 1)));
    expect(new Set(drawn).size).to.be.above(8);
    expect(trialParameters({ ...own, seed: 7 }, 1)).to.not.deep.equal({
      ...trialParameters(own, 1),
      seed: 7,
    });
  });

  it("leaves seed and threads alone", () => {
    expect(trialParameters(own, 5)).to.include({ seed: own.seed, nthread: own.nthread });
  });
});

describe(bestTrial.name, () => {
  it("is the highest grade, of equals the earliest, and none of none", () => {
    const trials = [createTrial(0, 0.8), createTrial(1, 0.9), createTrial(2, 0.9)];
    expect(bestTrial(trials)?.trial).to.equal(1);
    expect(bestTrial([])).to.equal(undefined);
  });
});

describe(hasTimeFor.name, () => {
  it("begins a trial only when one as long as the longest still fits", () => {
    const trials = [createTrial(0, 0.8)];
    expect(hasTimeFor(trials, 4_000, 5_000)).to.equal(true);
    expect(hasTimeFor(trials, 4_001, 5_000)).to.equal(false);
    expect(hasTimeFor([], 0, 0)).to.equal(true);
  });
});

describe(SearchLedger.name, () => {
  const trials = [createTrial(0, 0.8), createTrial(1, 0.9)];

  it("gives back what was written, to a search on the same subject", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "search.json");
      await new SearchLedger(path, { data: 1 }).write(trials);
      expect(await new SearchLedger(path, { data: 1 }).read()).to.deep.equal(trials);
      expect(await new SearchLedger(path, { data: 2 }).read()).to.deep.equal([]);
    });
  });

  it("begins anew without a file, and with a damaged one", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "search.json");
      expect(await new SearchLedger(path, {}).read()).to.deep.equal([]);
      await writeFile(path, '{"subject":');
      expect(await new SearchLedger(path, {}).read()).to.deep.equal([]);
    });
  });
});

function createTrial(trial: number, grade: number): Trial {
  return { trial, parameters: createParameters(), grade, rounds: 10, durationMs: 1_000 };
}
