import { setting } from "../setting.ts";
import { choice, commandLine, text, textLike, wholeNumber } from "../types.ts";

const name = textLike(/^[\w.-]{1,64}$/, "1 to 64 letters, digits, dots, dashes and underscores");

export const scorerSettings = {
  kind: setting({
    type: choice(["model", "module", "command", "http"]),
    default: "model",
    description: "What scores alerts: model (XGBoost), or a scorer of your own: module, command or http.",
    placeholder: "kind",
  }),
  name: setting({
    type: name,
    default: "own_scorer",
    description: "Name of your own scorer; with its version, what publications name as their model.",
    placeholder: "name",
  }),
  version: setting({
    type: name,
    default: "1",
    description: "Version of your own scorer; raise it with every change.",
    placeholder: "version",
  }),
  module: setting({
    type: text().min(1, { error: "must name a file" }).optional(),
    default: undefined,
    description: "JavaScript module that exports your scorer, for kind module.",
    placeholder: "path",
  }),
  command: setting({
    type: commandLine().optional(),
    default: undefined,
    description: "Program and arguments, run without a shell, for kind command; two paths are added.",
    placeholder: "words",
  }),
  url: setting({
    type: textLike(/^https?:\/\/\S+$/, "an http or https address")
      .refine((url) => URL.canParse(url), {
        error: "must be an http or https address",
      })
      .optional(),
    default: undefined,
    description: "Address that features are posted to, for kind http.",
    placeholder: "url",
  }),
  features: setting({
    type: choice(["parquet", "csv"]),
    default: "parquet",
    description: "File format in which a command or service gets the features: parquet or csv.",
    placeholder: "format",
  }),
  timeoutSeconds: setting({
    type: wholeNumber(1, 86_400),
    default: 600,
    description: "Longest that your own scorer may take for a batch, in seconds; then the model scores.",
    placeholder: "seconds",
  }),
};
