import { SingleBar } from "cli-progress";
import type { Progress, ProgressStep } from "../lib/progress.ts";

/** Returns a progress that draws one bar per step on a terminal; steps without a total count up. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return { start: (label, total) => startBar(stream, label, total) };
}

function startBar(stream: NodeJS.WriteStream, label: string, total: number | undefined): ProgressStep {
  const known = "{label} {bar} {percentage}% {eta_formatted}";
  const bar = new SingleBar({
    stream,
    format: total === undefined ? "{label} {value}" : known,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total ?? 0, 0, { label: label.padEnd(32) });
  return { update: (done) => bar.update(done), finish: () => bar.stop() };
}
