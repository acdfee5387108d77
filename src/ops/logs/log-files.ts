import DailyRotateFile from "winston-daily-rotate-file";

export interface LogFileSettings {
  readonly directory: string;
  readonly fileMegabytes: number;
  readonly fileCount: number;
}

/** Name of the link to the file that is being written. */
export const currentLogName = "neuron.log";

/** Returns a transport to files, a new one each day (UTC) or when one is full, the oldest removed. */
export function openLogFiles(
  { directory, fileMegabytes, fileCount }: LogFileSettings,
  format: NonNullable<DailyRotateFile.DailyRotateFileTransportOptions["format"]>,
) {
  return new DailyRotateFile({
    dirname: directory,
    filename: "neuron-%DATE%.log",
    datePattern: "YYYY-MM-DD",
    utc: true,
    maxSize: `${fileMegabytes}m`,
    maxFiles: fileCount,
    auditFile: `${directory}/rotation.json`,
    createSymlink: true,
    symlinkName: currentLogName,
    format,
    // Logs name callers and paths: they are the operator's alone.
    options: { flags: "a", mode: 0o600 },
  });
}
