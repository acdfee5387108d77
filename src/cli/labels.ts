import { basename, extname, resolve } from "node:path";
import { NeuronError } from "../lib/errors.ts";
import { checkLabelFile, type BadRow, type ImportResult } from "../subnets/risk/labels/import-labels.ts";
import type { CurrentImport } from "../subnets/risk/labels/label-store.ts";
import type { LabelStatistics, TaughtAlerts } from "../subnets/risk/labels/label-stats.ts";
import { inWorkshop, type Call, type CommandGroup, type Result } from "./command.ts";
import { countOf } from "./text.ts";

/** Bad rows that the JSON result repeats; all are counted, and printed for people. */
const MOST_BAD_ROWS_TOLD = 10_000;

export const labelsCommands: CommandGroup = {
  commands: [
    {
      name: "import",
      summary: "take a CSV file: address, label (0 or 1) or risk_level, and if known confidence, known_since",
      argument: ["file", "the CSV file"],
      options: [
        [
          "--source <name>",
          "what the labels are known by (default: the file's name); replaces its last ones",
        ],
        ["--allow-bad", "take the good rows, however many are bad"],
      ],
      run: importFile,
    },
    {
      name: "stats",
      summary: "count what the ingested batches teach, by source, and what was imported",
      run: showStatistics,
    },
    {
      name: "remove",
      summary: "remove the imported labels of a source",
      options: [["--source <name>", "the source to remove"]],
      run: removeSource,
    },
  ],
};

async function importFile(call: Call): Promise<Result> {
  const { options, config, shell } = call;
  const path = resolve(shell.workingDirectory, textOption(options["file"]) ?? "");
  const source = checkedSource(textOption(options["source"]) ?? basename(path, extname(path)));
  const maxBadShare = options["allow-bad"] === true ? 1 : config.settings.labels.maxBadShare;
  await checkLabelFile(path);
  return inWorkshop(call, async (workshop) => {
    const imports = [];
    for (const network of config.settings.networks) {
      const badRows: BadRow[] = [];
      const onBadRow = (row: BadRow) => {
        call.print(`line ${row.line}: ${row.reason}`);
        if (badRows.length < MOST_BAD_ROWS_TOLD) badRows.push(row);
      };
      const file = { path, source, maxBadShare, onBadRow, signal: shell.signal };
      const result = await (await workshop.jobsOf(network)).importLabels(file);
      call.print(`${network}  ${describeImport(result)}`);
      imports.push({ network, ...result, bad_rows: badRows });
    }
    return { imports };
  });
}

async function showStatistics(call: Call): Promise<Result> {
  const { networks, windowDays, grading, labels } = call.config.settings;
  return inWorkshop(call, async (workshop) => {
    const statistics = [];
    for (const network of networks) {
      const settings = { rules: grading, weights: labels };
      const found = await (await workshop.jobsOf(network)).labelStatistics(windowDays, settings);
      call.print(describeStatistics(network, found));
      statistics.push({ network, window_days: windowDays, ...found });
    }
    return { statistics };
  });
}

async function removeSource(call: Call): Promise<Result> {
  const source = textOption(call.options["source"]);
  if (source === undefined) throw new NeuronError("USAGE_INVALID", "--source NAME is missing");
  return inWorkshop(call, async (workshop) => {
    const removed: (CurrentImport & { readonly network: string })[] = [];
    for (const network of call.config.settings.networks) {
      const labels = await (await workshop.jobsOf(network)).removeLabels(source);
      call.print(`${network}  ${countOf(labels.count_labels, "label")} of ${source} removed`);
      removed.push({ network, ...labels });
    }
    return { removed };
  });
}

const sourcePattern = /^[A-Za-z0-9_.-]{1,64}$/;

function checkedSource(source: string): string {
  if (sourcePattern.test(source)) return source;
  throw new NeuronError(
    "USAGE_INVALID",
    `"${source}" is no name of a source: 1 to 64 letters, digits, dots, dashes and underscores. Give one with --source`,
  );
}

function describeImport({ status, source, version, labels, bad, disagreements }: ImportResult): string {
  const counts = [countOf(labels, "label"), countOf(bad, "bad row")];
  if (disagreements > 0) counts.push(`${countOf(disagreements, "address", "addresses")} labelled both ways`);
  return `${source} ${status}: ${counts.join(", ")} (sha256 ${version.slice(0, 12)})`;
}

function describeStatistics(network: string, { taught, imports }: LabelStatistics): string {
  const lines = [...taught.map(describeTaught), ...imports.map(describeCurrent)];
  return [network, ...lines.map((line) => `  ${line}`)].join("\n");
}

function describeTaught({ source, pattern, alerts, positive, addresses }: TaughtAlerts): string {
  const name = pattern === "" ? source : `${source} ${pattern}`;
  const counts = `${countOf(alerts, "alert")} of ${countOf(addresses, "address", "addresses")}`;
  return `${name}: ${counts}, ${positive} positive`;
}

function describeCurrent({ source, file_name, count_labels, recorded_at }: CurrentImport): string {
  return `imported as ${source}: ${countOf(count_labels, "label")} of ${file_name}, ${recorded_at} UTC`;
}

function textOption(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
