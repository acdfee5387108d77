import { clickhouseFor } from "./clickhouse.ts";
import type { Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import type { EffectiveValue } from "./values.ts";

/**
 * Returns what is wrong with settings that are valid each by itself. A rule over a setting that was refused is
 * left out: what it would say about the default means nothing to the operator.
 */
export function findConflicts(
  settings: Settings,
  values: readonly EffectiveValue[],
  refusedKeys: ReadonlySet<string>,
): Problem[] {
  return rules
    .filter(({ keys }) => !keys.some((key) => refusedKeys.has(key)))
    .flatMap(({ keys, find }) => {
      const message = find(settings);
      return message === undefined ? [] : [{ origin: originsOf(values, keys), message }];
    });
}

/** What settings must hold together. */
interface Rule {
  readonly keys: readonly string[];
  /** Returns what is wrong, if anything. */
  readonly find: (settings: Settings) => string | undefined;
}

const evolutionPatterns = ["expanding", "benign", "dormant", "ambiguous"] as const;

const rules: readonly Rule[] = [
  {
    keys: ["networks", "clickhouse.host", "clickhouse.port", "clickhouse.database"],
    find: findSharedDatabase,
  },
  ...evolutionPatterns.map((pattern) => ({
    keys: [`grading.${pattern}.lowest_score`, `grading.${pattern}.highest_score`],
    find: (settings: Settings) => findEmptyRange(settings, pattern),
  })),
  { keys: ["networks", "clickhouse.host", "clickhouse.cluster"], find: findClusterWithoutServer },
  { keys: ["registration.auto", "registration.max_burn"], find: findUnboundedRegistration },
  { keys: ["jobs.retention_days", "grading.evolution.days"], find: findShortRetention },
  {
    keys: ["scorer.kind", "scorer.module", "scorer.command", "scorer.url"],
    find: findScorerWithoutProgram,
  },
  { keys: ["axon.tls_cert", "axon.tls_key"], find: findHalfOfTls },
  { keys: ["source.s3_access_key_id", "source.s3_secret_access_key"], find: findHalfOfKeys },
];

function findSharedDatabase(settings: Settings): string | undefined {
  const owners = new Map<string, string>();
  for (const network of settings.networks) {
    const { host = "the embedded engine", port, database } = clickhouseFor(settings, network);
    const place = `${host}:${port}/${database}`;
    const owner = owners.get(place);
    if (owner !== undefined) {
      return `${owner} and ${network} would share the database ${database}: put {network} into clickhouse.database`;
    }
    owners.set(place, network);
  }
  return undefined;
}

function findEmptyRange(
  { grading }: Settings,
  pattern: (typeof evolutionPatterns)[number],
): string | undefined {
  const { lowestScore, highestScore } = grading[pattern];
  if (lowestScore <= highestScore) return undefined;
  const key = `grading.${pattern}`;
  return `no score is from ${lowestScore} to ${highestScore}: set ${key}.lowest_score to ${key}.highest_score or less`;
}

function findClusterWithoutServer(settings: Settings): string | undefined {
  if (settings.clickhouse.cluster === undefined) return undefined;
  const without = settings.networks.find((network) => clickhouseFor(settings, network).host === undefined);
  if (without === undefined) return undefined;
  return `the embedded engine has no cluster: set clickhouse.host for ${without}, or no clickhouse.cluster`;
}

/** What each kind of scorer is named by. */
const scorerPrograms = { module: "module", command: "command", http: "url" } as const;

function findScorerWithoutProgram({ scorer }: Settings): string | undefined {
  const { kind } = scorer;
  if (kind === "model" || scorer[scorerPrograms[kind]] !== undefined) return undefined;
  return `scorer.kind ${kind} does not say what scores: set scorer.${scorerPrograms[kind]}`;
}

function findHalfOfTls({ axon }: Settings): string | undefined {
  if ((axon.tlsCert === undefined) === (axon.tlsKey === undefined)) return undefined;
  return "axon.tls_cert and axon.tls_key go together: set both, or none";
}

function findHalfOfKeys({ source }: Settings): string | undefined {
  if ((source.s3AccessKeyId === undefined) === (source.s3SecretAccessKey === undefined)) return undefined;
  return "source.s3_access_key_id and source.s3_secret_access_key go together: set both, or none";
}

function findUnboundedRegistration({ registration }: Settings): string | undefined {
  if (!registration.auto || registration.maxBurn !== undefined) return undefined;
  return "registration.auto burns TAO without asking: say how much at most with registration.max_burn";
}

/** Validators grade a batch by the one that many days later, and labels are made of both (facts: aml-risk 7.5). */
function findShortRetention({ jobs, grading }: Settings): string | undefined {
  if (jobs.retentionDays === 0 || jobs.retentionDays > grading.evolution.days) return undefined;
  return `batches are still asked for after ${grading.evolution.days} days: set jobs.retention_days to more, or to 0`;
}

/** Returns where the values of these settings were found, defaults apart. */
function originsOf(values: readonly EffectiveValue[], keys: readonly string[]): string {
  const origins = values
    .filter(({ named, origin }) => keys.includes(named.key) && origin !== "default")
    .map(({ origin }) => origin);
  return origins.join(" + ");
}
