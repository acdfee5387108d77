export interface EngineConfig {
  /** Absolute path of the tables. */
  readonly tablesPath: string;
  /** Absolute path of the users file. */
  readonly usersPath: string;
  /** The engine refuses queries that would take more than this (error 241). */
  readonly maxMemoryBytes: number;
}

/** The only user that may do anything. */
export const engineUser = "neuron";

/** What ClickHouse says when another one has the directory (its error 76), and so do we. */
export const lockedSentence = "Cannot lock file";

/**
 * Statements that the engine runs when it starts, as its own powerless `default` user: listen, tell the port by a
 * file in the working directory, and stay (the engine ends with its last statement).
 */
export const bootStatements = [
  "SYSTEM START LISTEN HTTP",
  "SELECT getServerPort('http_port') INTO OUTFILE 'port' TRUNCATE FORMAT TSV",
  "SELECT sleepEachRow(3) FROM system.numbers FORMAT Null " +
    "SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0",
].join("; ");

/** Two of the boot statements count: a SELECT without a table does not. */
const bootQuota = 2;
/** About 31 years, the longest that the engine accepts: the quota never starts anew. */
const bootQuotaSeconds = 1_000_000_000;

const mebibyte = 1024 * 1024;

/**
 * Returns config.xml: loopback only, a port of the engine's own choice, and caches that fit the cap; the defaults
 * assume that the engine has the machine to itself (facts: clickhouse 7).
 */
export function renderServerConfig(config: EngineConfig): string {
  return document({
    users_config: config.usersPath,
    path: `${config.tablesPath}/`,
    timezone: "UTC",
    listen_host: "127.0.0.1",
    http_port: 0,
    max_server_memory_usage: config.maxMemoryBytes,
    ...cacheSizes(config.maxMemoryBytes),
  });
}

/**
 * Returns users.xml. The engine itself logs in as `default` without a password, so that user exists; it may do
 * what the boot statements need and no more (facts: clickhouse 9), and they use its quota up, so that nobody
 * else on this machine stops the listener or keeps the engine busy in its name.
 *
 * @param passwordSha256 lower-case hexadecimal hash of the neuron's password.
 */
export function renderUsersConfig(passwordSha256: string): string {
  return document({
    profiles: { default: {} },
    quotas: {
      default: {},
      boot: { interval: { duration: bootQuotaSeconds, queries: bootQuota } },
    },
    users: {
      default: {
        password: "",
        networks: { ip: "127.0.0.1" },
        profile: "default",
        quota: "boot",
        grants: { query: ["GRANT SYSTEM LISTEN ON *.*", "GRANT SELECT ON system.numbers"] },
      },
      [engineUser]: {
        password_sha256_hex: passwordSha256,
        networks: { ip: "127.0.0.1" },
        profile: "default",
        quota: "default",
      },
    },
  });
}

/** Returns the sizes of the engine's caches in bytes: a quarter of the cap in all, none above what helps. */
function cacheSizes(maxMemoryBytes: number): Readonly<Record<string, number>> {
  const share = (part: number, atMost: number) => Math.min(Math.floor(maxMemoryBytes / part), atMost);
  return {
    mark_cache_size: share(16, 256 * mebibyte),
    primary_index_cache_size: share(16, 256 * mebibyte),
    index_mark_cache_size: share(64, 64 * mebibyte),
    parquet_metadata_cache_size: share(64, 64 * mebibyte),
    compiled_expression_cache_size: share(32, 64 * mebibyte),
    query_condition_cache_size: share(64, 64 * mebibyte),
    uncompressed_cache_size: 0,
    mmap_cache_size: 0,
  };
}

type XmlValue = string | number | readonly string[] | { readonly [name: string]: XmlValue };

function document(content: XmlValue): string {
  return `${element("clickhouse", content)}\n`;
}

function element(name: string, value: XmlValue): string {
  if (typeof value === "string" || typeof value === "number") {
    return `<${name}>${escapeXml(String(value))}</${name}>`;
  }
  if (isList(value)) return value.map((item) => element(name, item)).join("");
  const children = Object.entries(value).map(([child, content]) => element(child, content));
  return `<${name}>${children.join("")}</${name}>`;
}

function isList(value: XmlValue): value is readonly string[] {
  return Array.isArray(value);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
