import { join, resolve } from "node:path";
import { NeuronError } from "../lib/errors.ts";
import type { BatchKey } from "../subnets/risk/batch.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { dateOptions, pickDates, selectedDates, type Selection } from "./processing-dates.ts";
import type { Workshop } from "./shell.ts";

export const exportCommand: CommandDefinition = {
  settings: ["window"],
  options: [
    ...dateOptions,
    ["--output <directory>", "where to write; several batches get a directory each below it"],
  ],
  run: (call) => {
    const target = outputDirectory(call);
    const selection = selectedDates(call);
    return inWorkshop(call, async (workshop) => {
      const keys = await publishedKeys(call, workshop, selection);
      const exported = [];
      for (const key of keys) {
        const jobs = await workshop.jobsOf(key.network);
        const directory = keys.length === 1 ? target : join(target, key.network, key.processingDate);
        const files = await jobs.export(key, directory, call.shell.signal);
        for (const file of files) call.print(join(directory, file));
        exported.push({ ...key, directory, files });
      }
      return { exported };
    });
  },
};

function outputDirectory({ options, shell }: Call): string {
  const { output } = options;
  if (typeof output !== "string") throw new NeuronError("USAGE_INVALID", "--output DIRECTORY is missing");
  return resolve(shell.workingDirectory, output);
}

async function publishedKeys(
  { config }: Call,
  workshop: Workshop,
  selection: Selection,
): Promise<BatchKey[]> {
  const { networks, windowDays } = config.settings;
  const keys: BatchKey[] = [];
  for (const network of networks) {
    const jobs = await workshop.jobsOf(network);
    const dates = pickDates(selection, await jobs.publishedDates(windowDays));
    keys.push(...dates.map((processingDate) => ({ network, processingDate, windowDays })));
  }
  if (keys.length > 0) return keys;
  throw new NeuronError("BATCH_NOT_FOUND", "Nothing is published for these dates. Run: neuron score");
}
