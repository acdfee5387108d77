import { once } from "node:events";
import { createLogger, format, transports } from "winston";
import type { Clock } from "../../lib/clock.ts";
import type { LogFields, Logger } from "../../lib/logger.ts";
import { openLogFiles, type LogFileSettings } from "./log-files.ts";
import { logLevels, type LogLevel } from "./level.ts";
import { RecentLines, type LoggedLine } from "./recent-lines.ts";
import { redactFields, redactText } from "./redact.ts";
import { RepeatFold, type Line } from "./repeat-fold.ts";

export interface LoggingSettings {
  readonly level: LogLevel;
  /** text for people, json for machines. */
  readonly format: "text" | "json";
}

/** The log of a process, and what can be done to it while it runs. */
export interface Logging {
  readonly logger: Logger;
  level(): LogLevel;
  setLevel(level: LogLevel): void;
  /** Writes from now on to files too; the returned function ends it and resolves when all is on the disk. */
  keepFiles(settings: LogFileSettings): () => Promise<void>;
  /** Returns the last lines after one, by its sequence number. */
  recentLines(after: number): readonly LoggedLine[];
}

/** Returns a log that writes every line to this stream; standard output is left to results. */
export function createLogging(
  settings: LoggingSettings,
  { stream, clock }: { readonly stream: NodeJS.WritableStream; readonly clock: Pick<Clock, "now"> },
): Logging {
  const winston = createLogger({
    level: settings.level,
    transports: new transports.Stream({ stream, format: settings.format === "json" ? jsonLines : textLines }),
  });
  const recent = new RecentLines();
  const fold = new RepeatFold((line) => {
    recent.add(line, clock.now());
    winston.log(line.level, line.sentence, line.fields);
  });
  const take = (line: Line) => {
    if (winston.isLevelEnabled(line.level)) fold.take(redacted(line), clock.now());
  };
  return {
    logger: wrap(take, {}),
    level: () => logLevels.find((level) => level === winston.level) ?? settings.level,
    setLevel: (level) => void (winston.level = level),
    keepFiles: (files) => {
      const transport = openLogFiles(files, jsonLines);
      let isBroken = false;
      // A full disk must not end the neuron: the stream goes on, and the file when it can.
      transport.logStream.on("error", (error: Error) => {
        if (!isBroken) stream.write(`The log cannot be written to ${files.directory}: ${error.message}\n`);
        isBroken = true;
      });
      winston.add(transport);
      return async () => {
        fold.flush();
        const finished = once(transport, "finish");
        winston.remove(transport);
        if (!isBroken) await finished;
      };
    },
    recentLines: (after) => recent.after(after),
  };
}

/** Returns the logger alone, for who needs nothing more. */
export function createStreamLogger(settings: LoggingSettings, stream: NodeJS.WritableStream): Logger {
  return createLogging(settings, { stream, clock: { now: () => Date.now() } }).logger;
}

const jsonLines = format.combine(format.timestamp(), format.json());

const textLines = format.combine(
  format.timestamp(),
  format.printf(({ timestamp, level, message, ...fields }) =>
    [String(timestamp), level.toUpperCase().padEnd(5), String(message), ...textFields(fields)].join(" "),
  ),
);

function textFields(fields: LogFields): string[] {
  return Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}

function redacted({ level, sentence, fields }: Line): Line {
  return { level, sentence: redactText(sentence), fields: redactFields(fields) };
}

function wrap(take: (line: Line) => void, inherited: LogFields): Logger {
  const write =
    (level: LogLevel) =>
    (sentence: string, fields: LogFields = {}) => {
      take({ level, sentence, fields: { ...inherited, ...fields } });
    };
  return {
    error: write("error"),
    warn: write("warn"),
    info: write("info"),
    debug: write("debug"),
    child: (fields) => wrap(take, { ...inherited, ...fields }),
  };
}
