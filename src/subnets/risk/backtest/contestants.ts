/** What our models are compared with. */
export const baselines = ["model", "previous", "prior", "plain", "raw_confidence", "constant"] as const;

export type Baseline = (typeof baselines)[number];

/**
 * Ours is what would have scored on the day: the active model, champion and challenger decided, or the operator's own
 * scorer. Only beside the latter there is `model`, that active model. `plain` is a boosted model as one would train it without
 * this project; there is none where too little is known yet.
 */
export const contestants = ["ours", ...baselines] as const;

export type Contestant = (typeof contestants)[number];

/** Returns what a contestant is called for people. */
export function nameOf(contestant: Contestant, constant: number): string {
  switch (contestant) {
    case "ours":
      return "Ours";
    case "model":
      return "Model";
    case "previous":
      return "Previous model";
    case "prior":
      return "Prior";
    case "plain":
      return "Plain trees";
    case "raw_confidence":
      return "Raw confidence";
    case "constant":
      return `Constant ${constant}`;
  }
}
