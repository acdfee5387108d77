import type { LogFields, Logger } from "../../src/lib/logger.ts";

export interface LogLine {
  readonly level: "error" | "warn" | "info" | "debug";
  readonly sentence: string;
  readonly fields: LogFields;
}

/** A logger that remembers what it was told, its children's lines included. */
export interface RecordingLogger extends Logger {
  readonly lines: readonly LogLine[];
}

/** Returns a logger whose lines a test can read. */
export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  return { ...recordInto(lines, {}), lines };
}

function recordInto(lines: LogLine[], own: LogFields): Logger {
  const record =
    (level: LogLine["level"]) =>
    (sentence: string, fields: LogFields = {}) => {
      lines.push({ level, sentence, fields: { ...own, ...fields } });
    };
  return {
    error: record("error"),
    warn: record("warn"),
    info: record("info"),
    debug: record("debug"),
    child: (fields) => recordInto(lines, { ...own, ...fields }),
  };
}
