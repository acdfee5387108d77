import { resolve } from "node:path";
import type { StoreVariant, Tools } from "../src/cli/shell.ts";
import { clickhouseFor } from "../src/config/clickhouse.ts";
import type { Settings } from "../src/config/settings.ts";
import { openStore, type NetworkStoreSettings, type Store } from "../src/store/store.ts";

const bytesPerMegabyte = 1_000_000;

/** Returns the store of the configured networks, or a variant of it, not yet started. */
export function createStore(settings: Settings, tools: Tools, variant: StoreVariant): Store {
  const { clickhouse } = settings;
  return openStore(
    {
      dataDir: resolve(settings.dataDir),
      engineMaxMemoryBytes: clickhouse.engineMemoryMegabytes * bytesPerMegabyte,
      limits: { maxReadSeconds: clickhouse.maxReadSeconds, maxWriteSeconds: clickhouse.maxWriteSeconds },
      networks: settings.networks.map((network) => networkStore(settings, network, variant)),
      cluster:
        clickhouse.cluster === undefined
          ? undefined
          : { name: clickhouse.cluster, insertQuorum: clickhouse.insertQuorum },
      schemaVersion: variant.schemaVersion,
    },
    tools,
  );
}

function networkStore(settings: Settings, network: string, variant: StoreVariant): NetworkStoreSettings {
  const { host, database, ...server } = clickhouseFor(settings, network);
  return {
    network,
    database: `${database}${variant.databaseSuffix ?? ""}`,
    server: variant.server ?? (host === undefined ? undefined : { host, ...server }),
  };
}
