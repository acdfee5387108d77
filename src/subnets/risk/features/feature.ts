import { createHash } from "node:crypto";

/** One column of a model's matrix: a name, the family it belongs to, and the SQL that makes it. */
export interface Feature {
  readonly name: string;
  readonly group: string;
  /** An expression over the joined rows of the matrix query; NULL becomes NaN, which the trees read as missing. */
  readonly sql: string;
}

/** The ordered columns of a matrix. Two matrices fit the same model exactly when their hashes are equal. */
export interface FeatureSchema {
  readonly features: readonly Feature[];
  readonly names: readonly string[];
  /** sha256 over names and definitions in order, 16 hex digits. */
  readonly hash: string;
}

/** Returns the schema of these features; throws nothing, so names must be unique (a test checks them). */
export function featureSchema(features: readonly Feature[]): FeatureSchema {
  const definition = features.map(({ name, sql }) => `${name}=${sql}`).join("\n");
  return {
    features,
    names: features.map(({ name }) => name),
    hash: createHash("sha256").update(definition).digest("hex").slice(0, 16),
  };
}

/** Returns a feature for each name and its SQL, all of one group. */
export function featureGroup(group: string, expressions: Readonly<Record<string, string>>): Feature[] {
  return Object.entries(expressions).map(([name, sql]) => ({ name, group, sql }));
}

/** Returns how many features each group has. */
export function countByGroup({ features }: FeatureSchema): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { group } of features) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
}

/** Returns the SQL of a row's values: an Array(Float32) in the order of the features, missing as NaN. */
export function valuesSql(features: readonly Feature[]): string {
  return `[${features.map(({ sql }) => `ifNull(toFloat32(${sql}), toFloat32(nan))`).join(",\n    ")}]`;
}
