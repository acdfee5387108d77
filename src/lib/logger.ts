export type LogFields = Readonly<Record<string, unknown>>;

/** One fixed sentence plus fields. error: someone must act; warn: will become one; info: state changed; debug: the rest. */
export interface Logger {
  error(sentence: string, fields?: LogFields): void;
  warn(sentence: string, fields?: LogFields): void;
  info(sentence: string, fields?: LogFields): void;
  debug(sentence: string, fields?: LogFields): void;
  /** Returns a logger that adds these fields to every line. */
  child(fields: LogFields): Logger;
}

/** Returns a logger that says nothing. */
export function silentLogger(): Logger {
  const silent: Logger = {
    error: () => undefined,
    warn: () => undefined,
    info: () => undefined,
    debug: () => undefined,
    child: () => silent,
  };
  return silent;
}
