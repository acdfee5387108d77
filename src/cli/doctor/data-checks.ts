import type { NetworkFacts } from "../../ops/neuron-facts.ts";
import type { DataInspection } from "../../subnets/risk/inspect-network.ts";
import { inWorkshop, type Call } from "../command.ts";
import { countOf } from "../text.ts";
import type { NetworkInspection } from "./network-inspection.ts";
import { attempt, fail, pass, warn, type Check } from "./check.ts";
import { ageInDays, isFresh } from "./freshness.ts";
import { checkSource } from "./source-checks.ts";

/** Checks every network's database, what is in it, and where more would come from. */
export async function checkData(call: Call): Promise<Check[]> {
  const found: Check[] = [];
  const fix =
    "Look at the message; for the embedded engine: ls data_dir, df -h; for a server: clickhouse.host";
  const database = await attempt({ name: "database", fix }, () =>
    inWorkshop(withoutRetries(call), async (workshop) => {
      const networks = await workshop.inspect();
      const { minimumPerClass } = call.config.settings.training;
      const nowMs = call.tools.clock.now();
      for (const network of networks) {
        const jobs = await workshop.jobsOf(network.network);
        found.push(await checkSource(call, { network: network.network, jobs }));
        found.push(...judgeNetwork(network, { nowMs, minimumPerClass }));
      }
      return pass(
        "database",
        `Answers, with the schema up to date, for ${countOf(networks.length, "network")}`,
      );
    }),
  );
  return [database, ...found];
}

/** What a source answers now is the finding; with retries, half a minute would pass before it is told. */
function withoutRetries(call: Call): Call {
  const { settings } = call.config;
  const source = { ...settings.source, retries: 0 };
  return { ...call, config: { ...call.config, settings: { ...settings, source } } };
}

/** Returns what is to be said of a network's data. */
export function judgeNetwork(
  { network, data, publications, models, damagedModels }: NetworkInspection,
  { nowMs, minimumPerClass }: { nowMs: number; minimumPerClass: number },
): Check[] {
  return [
    judgeFreshness(network, data.batchDates, nowMs),
    judgeLabels(network, data, minimumPerClass),
    judgeModels(network, { models, damagedModels }),
    judgePublication(network, publications),
  ];
}

function judgeFreshness(network: string, dates: readonly string[], nowMs: number): Check {
  const name = `data ${network}`;
  const fix = `neuron ingest --network ${network}; neuron jobs list shows what the running neuron waits for`;
  const newest = dates.at(-1);
  if (newest === undefined) return fail(name, "No batch was ever ingested", fix);
  const age = countOf(ageInDays(newest, nowMs), "day");
  const detail = `${countOf(dates.length, "batch", "batches")}, the newest of ${newest}, ${age} old`;
  return isFresh(newest, nowMs) ? pass(name, detail) : warn(name, detail, fix);
}

function judgeLabels(
  network: string,
  { batchDates, labels }: DataInspection,
  minimumPerClass: number,
): Check {
  const name = `labels ${network}`;
  const { samples, positive } = labels;
  if (batchDates.length === 0) return warn(name, "Unknown without a batch", `See data ${network}`);
  const detail = `${countOf(samples, "alert")} to learn from, ${positive} of them positive`;
  const rarer = Math.min(positive, samples - positive);
  if (rarer >= minimumPerClass) return pass(name, detail);
  const fix = `Training wants ${minimumPerClass} of each class (training.minimum_per_class), and a formula stands in until then: keep batches that are 30 days apart (neuron backfill), or import labels of your own (neuron labels import)`;
  return warn(name, detail, fix);
}

function judgeModels(
  network: string,
  { models, damagedModels }: Pick<NetworkInspection, "models" | "damagedModels">,
): Check {
  const name = `models ${network}`;
  const fix = `neuron train --network ${network}`;
  if (models.length === 0) return fail(name, "No model was trained", fix);
  if (damagedModels.length > 0) {
    const reasons = damagedModels.map(({ type, reason }) => `${type}: ${reason}`).join("; ");
    return fail(name, `${reasons}. The next batch cannot be scored`, `${fix}; or restore a backup`);
  }
  const standIns = models.filter(({ baselineReason }) => baselineReason !== undefined);
  const quality = models.flatMap(({ type, measures }) => {
    const auc = measures["val_auc"];
    return auc === undefined ? [] : [`${type} with a validation AUC of ${auc.toFixed(3)}`];
  });
  const detail = [countOf(models.length, "model"), ...quality].join(", ");
  if (standIns.length === 0) return pass(name, detail);
  const types = standIns.map(({ type }) => type).join(", ");
  return warn(name, `${detail}; a formula stands in for ${types}`, "More labels; see labels");
}

function judgePublication(network: string, publications: NetworkFacts["publications"]): Check {
  const name = `publications ${network}`;
  const [newest] = publications;
  if (newest === undefined)
    return fail(name, "Nothing is published: validators get 404", `neuron score --network ${network}`);
  return pass(
    name,
    `${countOf(publications.length, "date")}, the newest ${newest.processingDate} with ${newest.scores} scores`,
  );
}
