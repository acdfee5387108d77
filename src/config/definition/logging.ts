import { setting } from "../setting.ts";
import { choice, wholeNumber, yesOrNo } from "../types.ts";

export const logSettings = {
  level: setting({
    type: choice(["error", "warn", "info", "debug"]),
    default: "info",
    description: "The least severe lines that are logged: error, warn, info or debug.",
    placeholder: "level",
  }),
  format: setting({
    type: choice(["auto", "text", "json"]),
    default: "auto",
    description: "Form of the log: text, json, or auto for text on a terminal and json elsewhere.",
    placeholder: "format",
  }),
  access: setting({
    type: yesOrNo(),
    default: false,
    description: "Whether every request is logged at level info; else at level debug.",
    placeholder: "true|false",
  }),
  files: setting({
    type: yesOrNo(),
    default: true,
    description: "Whether the miner also writes its log to files, a new one each day, in logs/ of data_dir.",
    placeholder: "true|false",
  }),
  fileMegabytes: setting({
    type: wholeNumber(1, 10_000),
    default: 50,
    description: "Size at which a file of the log is closed and the next one begun, in megabytes.",
    placeholder: "megabytes",
  }),
  fileCount: setting({
    type: wholeNumber(1, 1_000),
    default: 14,
    description: "Files of the log that are kept; the oldest are removed.",
    placeholder: "count",
  }),
};
