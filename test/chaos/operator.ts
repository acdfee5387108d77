import { z } from "zod";
import { runNeuron } from "../support/cli.ts";
import type { Diary } from "./diary.ts";

const scoreResult = z.object({ publications: z.array(z.object({ publicationId: z.string() })) });
const statusResult = z.object({
  running: z.boolean(),
  health: z
    .object({
      status: z.string(),
      parts: z.array(z.object({ name: z.string(), status: z.string(), detail: z.string() })),
    })
    .optional(),
});

export type Status = z.infer<typeof statusResult>;

export interface OperatorOptions {
  /** Settings that name the data directory, the network and the source. */
  readonly args: readonly string[];
  readonly diary: Diary;
  /** Is told of what a command said that it published. */
  readonly onPublished: (publicationId: string) => void;
}

/** Types commands beside the running neuron. */
export class Operator {
  readonly #options: OperatorOptions;

  constructor(options: OperatorOptions) {
    this.#options = options;
  }

  /** Ingests and scores the batch of a date; returns whether it was published. */
  async publish(date: string): Promise<boolean> {
    const { diary, onPublished } = this.#options;
    if (!(await this.#run("ingest", ["--date", date])).isDone) return false;
    const scored = await this.#run("score", ["--date", date]);
    const { data } = scoreResult.safeParse(scored.result);
    for (const { publicationId } of data?.publications ?? []) onPublished(publicationId);
    diary.write("operator published", { date, done: scored.isDone });
    return scored.isDone;
  }

  /** Trains on what is ingested; throws when that fails. */
  async train(): Promise<void> {
    const { isDone, result } = await this.#run("train", []);
    if (!isDone) throw new Error(`Training failed: ${JSON.stringify(result)}`);
  }

  /** Returns what `neuron status` says, and how long it took to say it. */
  async status(): Promise<Status & { readonly seconds: number }> {
    const startedAt = performance.now();
    const { stdout } = await runNeuron(["status", ...this.#options.args, "--json"]);
    const seconds = (performance.now() - startedAt) / 1_000;
    return { ...statusResult.parse(JSON.parse(stdout)), seconds };
  }

  async #run(command: string, args: readonly string[]): Promise<{ isDone: boolean; result: unknown }> {
    const { exitCode, stdout, stderr } = await runNeuron([command, ...this.#options.args, ...args, "--json"]);
    const result: unknown = stdout.endsWith("\n") ? JSON.parse(stdout) : undefined;
    if (exitCode !== 0)
      this.#options.diary.write(`operator's ${command} failed`, { exitCode, result: result ?? stderr });
    return { isDone: exitCode === 0, result };
  }
}
