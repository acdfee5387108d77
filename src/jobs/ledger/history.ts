import type { JobRun } from "../job-runner.ts";
import type { LedgerLine } from "./line.ts";

/** What the ledger knows. */
export interface History {
  /** In the order in which they started; of each its newest state. */
  readonly runs: readonly JobRun[];
  /** The time up to which each job's schedule is dealt with, by {@link jobKey}. */
  readonly handledUpToMs: ReadonlyMap<string, number>;
}

/** Returns the name of a job among all jobs of all scopes. */
export function jobKey({ job, scope }: { readonly job: string; readonly scope: string }): string {
  return `${job}|${scope}`;
}

/** Returns what the lines say together, a later one beating an earlier one about the same run. */
export function historyOf(lines: Iterable<LedgerLine>): History {
  const runs = new Map<string, JobRun>();
  const handledUpToMs = new Map<string, number>();
  for (const line of lines) {
    if ("watch" in line) {
      handledUpToMs.set(jobKey(line.watch), line.watch.sinceMs);
      continue;
    }
    const { run } = line;
    runs.set(run.id, run);
    if (run.trigger !== "schedule" && run.trigger !== "catch-up") continue;
    const key = jobKey(run);
    handledUpToMs.set(key, Math.max(run.scheduledForMs, handledUpToMs.get(key) ?? run.scheduledForMs));
  }
  return { runs: [...runs.values()], handledUpToMs };
}

/** Returns the lines that say the same with the newest runs only. Unfinished runs and every watch stay. */
export function shorten({ runs, handledUpToMs }: History, mostRuns: number): LedgerLine[] {
  const oldest = Math.max(0, runs.length - mostRuns);
  const kept = runs.filter((run, place) => place >= oldest || run.endedAtMs === undefined);
  const watches = [...handledUpToMs].map(([key, sinceMs]) => {
    const [job = "", scope = ""] = key.split("|");
    return { watch: { job, scope, sinceMs } };
  });
  // Watches last: a run's line can only move a watch on.
  return [...kept.map((run) => ({ run })), ...watches];
}
