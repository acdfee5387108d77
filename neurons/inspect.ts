import { join, resolve } from "node:path";
import type { NetworkInspection } from "../src/cli/doctor/network-inspection.ts";
import type { Tools } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import type { Store } from "../src/store/store.ts";
import { utcDate } from "../src/lib/clock.ts";
import { findDamagedModels, inspectData } from "../src/subnets/risk/inspect-network.ts";
import { ModelRegistry } from "../src/subnets/risk/models/registry.ts";
import { readNetworkFacts } from "../src/subnets/risk/serve/network-facts.ts";
import { PublicationIndex } from "../src/subnets/risk/serve/publication-index.ts";
import { TrackRecords } from "../src/subnets/risk/serve/track-records.ts";

/** Returns what each configured network has, read anew. Throws as `Database.rows` does. */
export async function inspectNetworks(
  store: Store,
  { networks, windowDays, dataDir, grading, labels }: Settings,
  { clock, logger }: Tools,
): Promise<NetworkInspection[]> {
  const databases = new Map(networks.map((network) => [network, store.database(network)]));
  const index = new PublicationIndex({ databases, logger });
  await index.refresh();
  const facts = await readNetworkFacts(
    { databases, index, records: new TrackRecords(databases) },
    windowDays,
  );
  const until = utcDate(clock);
  return Promise.all(
    facts.map(async (network) => ({
      ...network,
      data: await inspectData(store.database(network.network), windowDays, {
        rules: grading,
        weights: labels,
        until,
      }),
      damagedModels: await findDamagedModels(
        new ModelRegistry(
          store.database(network.network),
          network.network,
          join(resolve(dataDir), "trained_models"),
        ),
        windowDays,
      ),
    })),
  );
}
