/** How evolution is judged: the settings `grading.*` (facts: aml-risk 7.5). Growth in percent. */
export interface EvolutionRules {
  readonly evolution: { readonly days: number };
  readonly expanding: {
    readonly degreePercent: number;
    readonly volumePercent: number;
    readonly anomaly: number;
    readonly velocity: number;
  };
  readonly benign: {
    readonly degreePercent: number;
    readonly volumePercent: number;
    readonly anomaly: number;
  };
  readonly dormant: {
    readonly degreePercent: number;
    readonly volumePercent: number;
    readonly velocity: number;
  };
}

/** How much each kind of label counts in training, relative to an address that expanded or stayed benign. */
export interface LabelWeights {
  readonly ambiguousWeight: number;
  readonly dormantWeight: number;
  /** Times the label's own confidence. */
  readonly addressWeight: number;
  /** Times the label's own confidence. */
  readonly customWeight: number;
}
