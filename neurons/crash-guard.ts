import { messageOf } from "../src/lib/errors.ts";
import { writeCrashReport, type CrashFacts, type CrashReportPlace } from "../src/lib/crash-report.ts";
import { redactText } from "../src/lib/redact-text.ts";

/** As sysexits(3) names a bug of the program. */
const bugExitCode = 70;

/** What the process does about an error that nobody caught. */
export interface CrashGuard {
  /** Reports go there from now on; until then a crash says what it was on standard error alone. */
  reportTo(place: CrashReportPlace): void;
}

/** Ends the process with exit code 70 at the first error that nobody caught: its state can no longer be trusted. */
export function guardAgainstCrashes(): CrashGuard {
  let place: CrashReportPlace | undefined;
  const crash = (kind: CrashFacts["kind"]) => (error: unknown) => {
    const secrets = place?.secrets ?? [];
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`The neuron crashed (${kind}): ${redactText(stack, secrets)}\n`);
    if (place !== undefined) report(place, error, kind);
    process.exit(bugExitCode);
  };
  process.on("uncaughtException", crash("uncaughtException"));
  process.on("unhandledRejection", crash("unhandledRejection"));
  return { reportTo: (newPlace) => (place = newPlace) };
}

function report(place: CrashReportPlace, error: unknown, kind: CrashFacts["kind"]): void {
  try {
    const path = writeCrashReport(place, error, {
      kind,
      atMs: Date.now(),
      pid: process.pid,
      uptimeSeconds: process.uptime(),
      nodeVersion: process.version,
      platform: `${process.platform} ${process.arch}`,
      commandLine: process.argv.slice(2),
      residentBytes: process.memoryUsage.rss(),
    });
    process.stderr.write(`Report: ${path}\n`);
  } catch (failure) {
    process.stderr.write(`No report could be written: ${messageOf(failure)}\n`);
  }
}
