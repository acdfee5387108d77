import { createHash } from "node:crypto";
import { z } from "zod";
import { findFileText, writeFileAtomically } from "../../../lib/files.ts";
import type { Trial } from "./search.ts";

const trialSchema = z.object({
  trial: z.int().min(0),
  parameters: z.object({
    max_depth: z.number(),
    eta: z.number(),
    subsample: z.number(),
    colsample_bytree: z.number(),
    min_child_weight: z.number(),
    lambda: z.number(),
    scale_pos_weight: z.number(),
    seed: z.number(),
    nthread: z.number(),
  }),
  grade: z.number(),
  rounds: z.int(),
  durationMs: z.number(),
});

const ledgerSchema = z.object({ subject: z.string(), trials: z.array(trialSchema) });

/**
 * The trials of a search, in a file: a search that was stopped or killed goes on after its last whole trial. Trials on
 * other data, labels, features or settings are of no use, and are forgotten.
 */
export class SearchLedger {
  readonly #path: string;
  readonly #subject: string;

  /** @param subject all that a trial's grade depends on beside its parameters. */
  constructor(path: string, subject: unknown) {
    this.#path = path;
    this.#subject = createHash("sha256").update(JSON.stringify(subject)).digest("hex");
  }

  /** Returns the trials so far, in order; none where the file is of another search, damaged or not there. */
  async read(): Promise<Trial[]> {
    const text = (await findFileText(this.#path)) ?? "";
    const ledger = ledgerSchema.safeParse(parseJson(text));
    return ledger.success && ledger.data.subject === this.#subject ? ledger.data.trials : [];
  }

  async write(trials: readonly Trial[]): Promise<void> {
    await writeFileAtomically(
      this.#path,
      `${JSON.stringify({ subject: this.#subject, trials }, undefined, 2)}\n`,
    );
  }
}

/** Text that is not JSON becomes undefined, which no ledger is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
