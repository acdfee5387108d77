import { z } from "zod";
import type { JobRun } from "../job-runner.ts";

const runSchema = z.object({
  id: z.string(),
  job: z.string(),
  scope: z.string(),
  trigger: z.enum(["schedule", "catch-up", "manual", "chained"]),
  scheduledForMs: z.number(),
  startedAtMs: z.number(),
  endedAtMs: z.number().optional(),
  outcome: z.enum(["succeeded", "failed", "skipped", "cancelled", "running", "waiting"]),
  counts: z.record(z.string(), z.number()),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  target: z.string(),
});

/** From when on a job's schedule is followed: its earlier times are nobody's. */
const watchSchema = z.object({ job: z.string(), scope: z.string(), sinceMs: z.number() });

const lineSchema = z.union([z.object({ run: runSchema }), z.object({ watch: watchSchema })]);

export type Watch = z.infer<typeof watchSchema>;

/** One thing that the ledger keeps: a run as it stood, the newest line of each counting, or the start of a watch. */
export type LedgerLine = { readonly run: JobRun } | { readonly watch: Watch };

/** Returns the line as text, its end included. */
export function writeLine(line: LedgerLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Returns what a line says, or undefined for one that was not written whole. */
export function parseLine(text: string): LedgerLine | undefined {
  const parsed = lineSchema.safeParse(parseJson(text)).data;
  if (parsed === undefined || "watch" in parsed) return parsed;
  const { endedAtMs, error, ...run } = parsed.run;
  return { run: { ...run, endedAtMs, error } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
