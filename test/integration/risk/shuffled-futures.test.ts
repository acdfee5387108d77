import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import type { ValidateRequest } from "../../../src/ml/contract.ts";
import { auc } from "../../../src/ml/metrics.ts";
import { alertSchema } from "../../../src/subnets/risk/features/alert-features.ts";
import {
  defaultEvolutionRules,
  defaultLabelWeights,
} from "../../../src/subnets/risk/labels/default-rules.ts";
import { trainingLabelsBy } from "../../../src/subnets/risk/labels/training-labels.ts";
import { readHeldOut } from "../../../src/subnets/risk/models/held-out.ts";
import {
  alertTrainingRows,
  patternNumbers,
  trainingExtras,
} from "../../../src/subnets/risk/models/training-rows.ts";
import { createRandom, writeRows, type TestRow } from "../../support/ml.ts";
import {
  createIngestedNetwork,
  never,
  realWorker,
  testTraining,
  type TestNetwork,
} from "../../support/risk-network.ts";
import { decodeRows } from "../../support/rows.ts";

const dates = ["2025-07-02", "2025-08-01", "2025-08-31"];
const layout = { extras: trainingExtras, features: alertSchema.names };
const restless = [patternNumbers.indexOf("expanding_illicit") + 1, patternNumbers.indexOf("ambiguous") + 1];

describe("training on the futures of other addresses", () => {
  let torus: TestNetwork;
  let rows: TestRow[];
  before(async () => {
    torus = await createIngestedNetwork({ dates, addresses: 1_600 });
    rows = await readTrainingRows(torus);
  });
  after(() => torus.dispose());

  it("finds nothing: no feature knows what became of its address", async () => {
    const aucs = await Promise.all(
      [1, 2, 3].map((seed) => heldOutAuc(shuffled(rows, seed), `shuffled-${seed}`)),
    );
    const mean = aucs.reduce((sum, value) => sum + value, 0) / aucs.length;
    expect(mean, aucs.join(", ")).to.be.within(0.42, 0.58);
  });

  it("would find something: their own futures are foretold", async () => {
    expect(await heldOutAuc(rows, "own")).to.be.above(0.7);
  });

  /** Returns how well models tell restless addresses that they have not seen. */
  async function heldOutAuc(given: readonly TestRow[], name: string): Promise<number> {
    const heldOutPath = join(torus.dataDirectory, `${name}.held-out`);
    const rowsPath = await writeRows(join(torus.dataDirectory, `${name}.rows`), given);
    await realWorker().validate({ ...validation, rowsPath, heldOutPath });
    const { margins, patterns } = await readHeldOut(heldOutPath);
    const labels = Float32Array.from(patterns, (pattern) => (restless.includes(pattern) ? 1 : 0));
    return auc({ scores: margins, labels }) ?? expect.fail("one class");
  }
});

const validation: Omit<ValidateRequest, "rowsPath" | "heldOutPath"> = {
  layout,
  objective: "binary:logistic",
  parameters: { ...testTraining.parameters, eta: 0.1, subsample: 0.5, colsample_bytree: 0.2 },
  rounds: 40,
  // Stopping where it looks best would look at what is held out.
  earlyStoppingRounds: 40,
  positivePatterns: restless,
  folds: { dates: 3, addressGroups: 4, gapDays: 30 },
};

/** What a row says of the time after its date. */
const future: readonly string[] = ["label", "target", "weight", "pattern"];

const evolution = trainingLabelsBy(defaultEvolutionRules, defaultLabelWeights, ["evolution"]);

const batchRow = z.object({ batch_id: z.string() });

async function readTrainingRows({ database, dataDirectory }: TestNetwork): Promise<TestRow[]> {
  const path = join(dataDirectory, "training.rows");
  const batches = await database.rows(
    batchRow,
    "SELECT batch_id FROM ingestions ORDER BY processing_date",
    {},
  );
  const params = { batches: batches.map(({ batch_id }) => batch_id), labels_until: "2026-01-01" };
  await database.save(alertTrainingRows(evolution), path, { params, signal: never });
  const width = layout.extras.length + layout.features.length;
  return [...decodeRows(await readFile(path), width)].map(([key, values]) => ({ key, values }));
}

function at(values: readonly number[], extra: (typeof trainingExtras)[number]): number {
  return values[trainingExtras.indexOf(extra)] ?? NaN;
}

/** Deals the futures of a date out anew among its addresses; alerts of one address still share one. */
function shuffled(rows: readonly TestRow[], seed: number): TestRow[] {
  const random = createRandom(seed);
  const addressOf = ({ values }: TestRow) => `${at(values, "date")} ${at(values, "address")}`;
  const dealt = new Map<string, TestRow>();
  for (const date of new Set(rows.map(({ values }) => at(values, "date")))) {
    const ofDate = rows.filter(({ values }) => at(values, "date") === date);
    const owners = [...new Map(ofDate.map((row) => [addressOf(row), row])).entries()];
    const givers = owners.map(([, row]) => ({ row, place: random() })).sort((a, b) => a.place - b.place);
    for (const [index, [address]] of owners.entries()) {
      dealt.set(address, givers[index]?.row ?? expect.fail("as many of each"));
    }
  }
  return rows.map((row) => {
    const giver = dealt.get(addressOf(row)) ?? expect.fail("every address is dealt one");
    const values = row.values.map((value, place) =>
      future.includes(layout.extras[place] ?? "") ? (giver.values[place] ?? NaN) : value,
    );
    return { key: row.key, values };
  });
}
