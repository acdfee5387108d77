import { createLogger, format, transports, type Logger as WinstonLogger } from "winston";
import type { LogFields, Logger } from "../lib/logger.ts";

export interface LoggingSettings {
  readonly level: "error" | "warn" | "info" | "debug";
  /** text for people, json for machines. */
  readonly format: "text" | "json";
}

/** Returns a logger that writes every line to this stream; standard output is left to results. */
export function createStreamLogger(settings: LoggingSettings, stream: NodeJS.WritableStream): Logger {
  const winston = createLogger({
    level: settings.level,
    format: settings.format === "json" ? jsonLines : textLines,
    transports: new transports.Stream({ stream }),
  });
  return wrap(winston, {});
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

function wrap(winston: WinstonLogger, inherited: LogFields): Logger {
  const write =
    (level: LoggingSettings["level"]) =>
    (sentence: string, fields: LogFields = {}) => {
      winston.log(level, sentence, { ...inherited, ...fields });
    };
  return {
    error: write("error"),
    warn: write("warn"),
    info: write("info"),
    debug: write("debug"),
    child: (fields) => wrap(winston, { ...inherited, ...fields }),
  };
}
