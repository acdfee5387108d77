import { expect } from "chai";
import fc from "fast-check";
import { resolveConfig } from "../../../src/config/resolve.ts";
import type { SettingValue } from "../../../src/config/setting.ts";
import { namedSettings, type NamedSetting } from "../../../src/config/settings.ts";
import { resolveSources } from "./resolve-sources.ts";

describe(`${resolveConfig.name}, any setting`, () => {
  it("puts any setting from any source where its type says, the strongest source winning", () => {
    const anything = fc.constantFrom(...namedSettings).chain(givenSomewhere);
    fc.assert(fc.property(anything, expectStrongest), { numRuns: 1_000 });
  });

  it("knows valid values of every setting, and of no other", () => {
    expect(Object.keys(validValues)).to.have.members(namedSettings.map(({ key }) => key));
  });
});

const sources = ["yaml", "dotEnv", "environment", "flags"] as const;

interface GivenSomewhere {
  readonly named: NamedSetting;
  readonly values: Partial<Record<(typeof sources)[number], SettingValue>>;
  /** Which of the setting's variables is used. */
  readonly alias: number;
}

/** Returns any way to give a setting in any of the sources, a value of its own in each. */
function givenSomewhere(named: NamedSetting): fc.Arbitrary<GivenSomewhere> {
  const value = validValues[named.key] ?? expect.fail(`no valid values of ${named.key}`);
  const given = {
    yaml: value,
    dotEnv: value,
    environment: value,
    ...(named.flag === undefined ? {} : { flags: value }),
  };
  return fc.record({
    named: fc.constant(named),
    values: fc.record(given, { requiredKeys: [] }),
    alias: fc.nat({ max: named.environment.length - 1 }),
  });
}

function expectStrongest({ named, values, alias }: GivenSomewhere): void {
  const variable = named.environment[alias] ?? "";
  const strongest = sources.filter((source) => source in values).at(-1);
  const { settings } = resolveSources({
    yaml: "yaml" in values ? `${named.key}: ${JSON.stringify(values.yaml)}` : "",
    dotEnv: "dotEnv" in values ? { [variable]: textOf(values.dotEnv) } : {},
    environment: {
      ...(strongest === undefined ? {} : companions(named.key)),
      ...("environment" in values ? { [variable]: textOf(values.environment) } : {}),
    },
    flags: "flags" in values ? { [named.flag ?? ""]: textOf(values.flags) } : {},
  });
  const found = named.path.reduce<unknown>((group, name) => valueIn(group, name), settings);
  const standard = named.key === "source.url" ? "s3://data-pipeline" : named.setting.default;
  expect(found, named.key).to.deep.equal(strongest === undefined ? standard : values[strongest]);
}

function valueIn(group: unknown, name: string): unknown {
  return new Map(Object.entries(group ?? {})).get(name);
}

/** Some settings are refused alone. */
function companions(key: string): Record<string, string> {
  const [, pattern, end] = /^grading\.(\w+)\.(lowest|highest)_score$/.exec(key) ?? [];
  if (pattern !== undefined) {
    const other = end === "lowest" ? "HIGHEST" : "LOWEST";
    return { [`NEURON_GRADING_${pattern.toUpperCase()}_${other}_SCORE`]: end === "lowest" ? "1" : "0" };
  }
  switch (key) {
    case "clickhouse.cluster":
      return { CLICKHOUSE_HOST: "h" };
    case "registration.auto":
      return { NEURON_REGISTRATION_MAX_BURN: "1" };
    case "grading.evolution.days":
      return { NEURON_JOBS_RETENTION_DAYS: "0" };
    case "scorer.kind":
      return {
        NEURON_SCORER_MODULE: "m.mjs",
        NEURON_SCORER_COMMAND: "c",
        NEURON_SCORER_URL: "http://127.0.0.1",
      };
    case "axon.tls_cert":
      return { AXON_TLS_KEY: "k" };
    case "axon.tls_key":
      return { AXON_TLS_CERT: "c" };
    case "source.s3_access_key_id":
      return { RISK_SCORING_S3_SECRET_ACCESS_KEY: "s" };
    case "source.s3_secret_access_key":
      return { RISK_SCORING_S3_ACCESS_KEY_ID: "k" };
    default:
      return {};
  }
}

/** Returns the value as the environment and flags write it. */
function textOf(value: SettingValue): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{2,20}$/);
const secret = fc.string({ minLength: 1 });
const share = fc.integer({ min: 1, max: 500 }).map((thousandths) => thousandths / 1_000);
const origin = word.map((host) => `https://${host}.example`);

const range = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, prefix]) => `${address}/${prefix}`),
);

const websocket = word.map((host) => `wss://${host}.example:9944`);

const cron = fc.tuple(fc.nat(59), fc.nat(23)).map(([minute, hour]) => `${minute} ${hour} * * *`);

function whole(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max });
}

const keys = fc.uniqueArray(fc.stringMatching(/^5[1-9A-HJ-NP-Za-km-z]{47}$/), { minLength: 1, maxLength: 5 });
const addressRanges = fc.uniqueArray(
  fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
  ),
  { minLength: 1, maxLength: 5 },
);

const validValues: Readonly<Record<string, fc.Arbitrary<SettingValue>>> = {
  data_dir: word.map((name) => `/srv/${name}`),
  networks: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
  window_days: whole(1, 3_650),
  "log.level": fc.constantFrom("error", "warn", "info", "debug"),
  "log.format": fc.constantFrom("auto", "text", "json"),
  "log.access": fc.boolean(),
  "log.files": fc.boolean(),
  "log.file_megabytes": whole(1, 10_000),
  "log.file_count": whole(1, 1_000),
  "control.enabled": fc.boolean(),
  "control.host": fc.oneof(fc.ipV4(), fc.ipV6(), word),
  "control.port": whole(0, 65_535),
  "axon.host": fc.oneof(fc.ipV4(), fc.ipV6(), word),
  "axon.port": whole(0, 65_535),
  "axon.access": fc.constantFrom("open", "registered", "validators"),
  "axon.tls_cert": word,
  "axon.tls_key": word,
  "axon.external_ip": fc.oneof(fc.ipV4(), fc.ipV6()),
  "axon.external_port": whole(1, 65_535),
  "axon.allow_private": fc.boolean(),
  "axon.reach_service": fc.webUrl().map((url) => `${url}/{port}`),
  "axon.address_services": fc.uniqueArray(origin, { minLength: 1, maxLength: 5 }),
  "axon.certificate": fc.stringMatching(/^0x([0-9a-f]{2}){2,20}$/),
  "axon.prometheus_port": whole(1, 65_535),
  "subtensor.network": fc.oneof(fc.constantFrom("finney", "test", "archive", "local"), websocket),
  "subtensor.chain_endpoint": fc.uniqueArray(websocket, { minLength: 1, maxLength: 5 }),
  "subtensor.netuid": whole(0, 65_535),
  "registration.auto": fc.boolean(),
  "registration.max_burn": share,
  "axon.cors_origins": fc.uniqueArray(origin, { minLength: 1, maxLength: 5 }),
  "axon.cache_megabytes": whole(1, 65_536),
  "guard.trusted_proxies": fc.uniqueArray(range, { maxLength: 5, minLength: 1 }),
  "guard.exempt": fc.uniqueArray(range, { maxLength: 5, minLength: 1 }),
  "guard.hotkey_per_second": whole(0, 100_000),
  "guard.hotkey_per_minute": whole(0, 100_000),
  "guard.ip_per_second": whole(0, 100_000),
  "guard.ip_per_minute": whole(0, 100_000),
  "guard.global_per_second": whole(0, 100_000),
  "guard.global_per_minute": whole(0, 100_000),
  "guard.hotkey_failures": whole(1, 10_000),
  "guard.ip_failures": whole(1, 10_000),
  "guard.cooldown_seconds": whole(1, 86_400),
  "guard.max_cooldown_seconds": whole(1, 86_400),
  "guard.cooldown_violations": whole(1, 10_000),
  "guard.ban_hours": whole(1, 8_760),
  "guard.critical_failures": whole(1, 10_000),
  "auth.schemes": fc.uniqueArray(fc.constantFrom("synapse", "btauth", "epistula", "fiber", "oro"), {
    minLength: 1,
  }),
  "auth.require_receiver": fc.boolean(),
  "auth.max_timeout_seconds": whole(1, 300),
  "auth.max_ahead_seconds": whole(1, 120),
  "admission.force_validator_permit": fc.boolean(),
  "admission.allow_non_registered": fc.boolean(),
  "admission.min_stake": share,
  "admission.max_metagraph_age_seconds": whole(60, 86_400),
  "admission.allow_hotkeys": keys,
  "admission.allow_coldkeys": keys,
  "admission.allow_addresses": addressRanges,
  "admission.deny_hotkeys": keys,
  "admission.deny_coldkeys": keys,
  "admission.deny_addresses": addressRanges,
  "api.version": fc.tuple(fc.nat(9), fc.nat(9)).map(([major, minor]) => `${major}.${minor}.0-rc.1`),
  "api.github_url": fc.oneof(origin, fc.constant("")),
  "api.commit_hash": fc.stringMatching(/^[0-9a-f]{7,40}$/),
  "clickhouse.host": fc.oneof(fc.ipV4(), fc.ipV6(), word),
  "clickhouse.port": whole(1, 65_535).filter((port) => port !== 9_000 && port !== 9_440),
  "clickhouse.user": word,
  "clickhouse.password": fc.string(),
  "clickhouse.database": fc.oneof(
    word,
    word.map((name) => `${name}_{network}`),
  ),
  "clickhouse.secure": fc.boolean(),
  "clickhouse.cluster": word,
  "clickhouse.insert_quorum": fc.oneof(fc.constant("auto"), whole(1, 100)),
  "clickhouse.max_read_seconds": whole(1, 86_400),
  "clickhouse.max_write_seconds": whole(1, 86_400),
  "clickhouse.engine_memory_megabytes": whole(256, 1_048_576),
  "jobs.enabled": fc.boolean(),
  "jobs.time_zone": fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
  "jobs.ingest": cron,
  "jobs.score": cron,
  "jobs.train": cron,
  "jobs.tidy": cron,
  "jobs.grade": cron,
  "jobs.stagger_minutes": whole(0, 240),
  "jobs.heavy_at_once": whole(1, 32),
  "jobs.input_deadline_hours": whole(1, 23),
  "jobs.poll_seconds": whole(1, 3_600),
  "jobs.catch_up_days": whole(0, 90),
  "jobs.retention_days": fc.oneof(fc.constant(0), whole(31, 3_650)),
  "shutdown.drain_seconds": whole(0, 300),
  "shutdown.deadline_seconds": whole(1, 600),
  "source.url": fc.oneof(
    word,
    origin,
    word.map((name) => `s3://${name}/prefix`),
  ),
  "source.s3_endpoint": origin,
  "source.s3_bucket": word,
  "source.s3_region": word,
  "source.s3_access_key_id": secret,
  "source.s3_secret_access_key": secret,
  "source.timeout_ms": whole(1, 3_600_000),
  "source.retries": whole(0, 20),
  "training.rounds": whole(1, 10_000),
  "training.max_depth": whole(1, 16),
  "training.eta": share,
  "training.subsample": share,
  "training.colsample_bytree": share,
  "training.min_child_weight": share,
  "training.lambda": share,
  "training.early_stopping_rounds": whole(1, 10_000),
  "training.positive_weight": share,
  "training.fold_dates": whole(1, 100),
  "training.address_groups": whole(2, 20),
  "training.champion_margin": share,
  "training.minimum_per_class": whole(1, 1_000_000),
  "training.hindsight_rows": whole(0, 1_000_000),
  "training.seed": whole(0, 2_147_483_647),
  "training.threads": whole(1, 64),
  "training.timeout_minutes": whole(1, 1_440),
  "scoring.timeout_minutes": whole(1, 1_440),
  "scoring.drift_warning": share,
  "scoring.explain_alerts": whole(0, 100_000),
  "scoring.label_lift": share,
  "scoring.label_drop": share,
  "scorer.kind": fc.constantFrom("model", "module", "command", "http"),
  "scorer.name": word,
  "scorer.version": word,
  "scorer.module": word,
  "scorer.command": fc.tuple(word),
  "scorer.url": origin,
  "scorer.features": fc.constantFrom("parquet", "csv"),
  "scorer.timeout_seconds": whole(1, 86_400),
  "grading.tier1.gate": fc.boolean(),
  "grading.tier2.gate": fc.boolean(),
  "grading.tier2.minimum": share,
  "grading.tier2.weight": share,
  "grading.tier3.weight": share,
  "grading.tier3.labels_weight": share,
  "grading.tier3.evolution_weight": share,
  "grading.flat.days": whole(0, 3_650),
  "grading.flat.reward": share,
  "grading.evolution.days": whole(0, 3_650),
  "grading.evolution.auc_weight": share,
  "grading.evolution.brier_weight": share,
  "grading.evolution.range_weight": share,
  "grading.expanding.degree_percent": whole(-100, 1_000_000),
  "grading.expanding.volume_percent": whole(-100, 1_000_000),
  "grading.expanding.anomaly": share,
  "grading.expanding.velocity": share,
  "grading.expanding.lowest_score": share,
  "grading.expanding.highest_score": share,
  "grading.benign.degree_percent": whole(-100, 1_000_000),
  "grading.benign.volume_percent": whole(-100, 1_000_000),
  "grading.benign.anomaly": share,
  "grading.benign.lowest_score": share,
  "grading.benign.highest_score": share,
  "grading.dormant.degree_percent": whole(-100, 1_000_000),
  "grading.dormant.volume_percent": whole(-100, 1_000_000),
  "grading.dormant.velocity": share,
  "grading.dormant.lowest_score": share,
  "grading.dormant.highest_score": share,
  "grading.ambiguous.lowest_score": share,
  "grading.ambiguous.highest_score": share,
  "grading.moving_average_alpha": share,
  "validator.scheme": fc.constantFrom("synapse", "btauth", "epistula"),
  "validator.sample_size": whole(1, 4_096),
  "validator.concurrent_forwards": whole(1, 64),
  "validator.timeout_seconds": whole(1, 300),
  "validator.vpermit_tao_limit": whole(0, 21_000_000),
  "validator.interval_seconds": whole(1, 86_400),
  "validator.epoch_length": whole(0, 100_000),
  "validator.disable_set_weights": fc.boolean(),
  "validator.version_key": whole(0, 2_147_483_647),
  "backtest.most_dates": whole(1, 1_000),
  "backtest.constant": share,
  "backtest.resamples": whole(0, 10_000),
  "backtest.confidence": share,
  "backtest.seed": whole(0, 2_147_483_647),
  "labels.ambiguous_weight": whole(1, 100),
  "labels.dormant_weight": whole(1, 100),
  "labels.custom_weight": whole(1, 100),
  "labels.hindsight_weight": whole(1, 100),
  "labels.max_bad_share": share,
  "xgboost.library": word,
  "wallet.path": word.map((name) => `~/${name}`),
  "wallet.name": word,
  "wallet.hotkey": word,
  "wallet.password_file": word.map((name) => `/run/secrets/${name}`),
};
