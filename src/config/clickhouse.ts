import type { ClickhouseSettings, Settings } from "./settings.ts";

/**
 * Returns how to reach one network's database: the general settings, overridden by the network's own, with the
 * database's name filled in. Without a host, the embedded engine is meant.
 */
export function clickhouseFor(settings: Settings, network: string): ClickhouseSettings {
  const own = settings.networkOverrides.get(network)?.clickhouse;
  const effective = { ...settings.clickhouse, ...own };
  return { ...effective, database: effective.database.replaceAll("{network}", network) };
}
