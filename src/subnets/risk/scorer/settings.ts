/** What scores alerts in place of the model. */
export type ScorerProgram =
  | { readonly kind: "module"; readonly path: string }
  | { readonly kind: "command"; readonly file: string; readonly args: readonly string[] }
  | { readonly kind: "http"; readonly url: string };

/** The file formats that feature rows are handed out in. */
export const featureFormats = ["parquet", "csv"] as const;

export type FeatureFormat = (typeof featureFormats)[number];

/** Returns what publications name as the model of a scorer's scores. */
export function scorerVersion({
  name,
  version,
}: {
  readonly name: string;
  readonly version: string;
}): string {
  return `${name}-${version}`;
}

/** A scorer of the operator's own. */
export interface OwnScorer {
  /** See scorerVersion. */
  readonly modelVersion: string;
  readonly program: ScorerProgram;
  /** What a command or service gets; a module always gets Parquet. */
  readonly featureFormat: FeatureFormat;
  readonly timeoutMs: number;
  /** All of the environment that its process gets. */
  readonly environment: Readonly<Record<string, string>>;
}
