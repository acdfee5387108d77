import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { NeuronError } from "../../lib/errors.ts";

/** Where chdb publishes its library: glibc Linux and macOS only (facts: clickhouse 7). */
const platformPackages: Readonly<Record<string, string>> = {
  "linux-x64": "@chdb/lib-linux-x64-gnu",
  "linux-arm64": "@chdb/lib-linux-arm64-gnu",
  "darwin-x64": "@chdb/lib-darwin-x64",
  "darwin-arm64": "@chdb/lib-darwin-arm64",
};

/**
 * Returns the path of the ClickHouse library that npm installed for this machine. Throws LIBRARY_MISSING where
 * there is none.
 *
 * @param platform as node names it: `linux`, `darwin`.
 * @param arch as node names it: `x64`, `arm64`.
 */
export function getEngineLibrary(platform: string, arch: string): string {
  const name = platformPackages[`${platform}-${arch}`];
  if (name === undefined) throw libraryMissing(`chdb has no library for ${platform}-${arch}`);
  try {
    // npm may put the package beside chdb or under it: looking from chdb finds both.
    const fromHere = createRequire(import.meta.url);
    const fromChdb = createRequire(fromHere.resolve("chdb/package.json"));
    return join(dirname(fromChdb.resolve(`${name}/package.json`)), "libchdb.so");
  } catch (error) {
    throw libraryMissing(`the package ${name} is not installed`, error);
  }
}

function libraryMissing(reason: string, cause?: unknown): NeuronError {
  return new NeuronError(
    "LIBRARY_MISSING",
    `The embedded ClickHouse engine cannot run here: ${reason}; set CLICKHOUSE_HOST to use a ClickHouse server`,
    { cause },
  );
}
