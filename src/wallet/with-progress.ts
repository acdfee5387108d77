import type { Progress } from "../lib/progress.ts";

const tickMs = 1_000;

/** Runs work of unknown length while a progress counts the seconds. Returns what the work returns. */
export async function withSecondsShown<Result>(
  progress: Progress,
  label: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const step = progress.start(label);
  const startedMs = performance.now();
  const ticking = setInterval(
    () => step.update(Math.round((performance.now() - startedMs) / tickMs)),
    tickMs,
  );
  try {
    return await work();
  } finally {
    clearInterval(ticking);
    step.finish();
  }
}
