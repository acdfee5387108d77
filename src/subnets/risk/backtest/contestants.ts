/** What our models are compared with. */
export const baselines = ["previous", "prior", "raw_confidence", "constant"] as const;

export type Baseline = (typeof baselines)[number];

/** Ours is the model that would have been active on the day, champion and challenger decided. */
export const contestants = ["ours", ...baselines] as const;

export type Contestant = (typeof contestants)[number];

/** Returns what a contestant is called for people. */
export function nameOf(contestant: Contestant, constant: number): string {
  switch (contestant) {
    case "ours":
      return "Ours";
    case "previous":
      return "Previous model";
    case "prior":
      return "Prior";
    case "raw_confidence":
      return "Raw confidence";
    case "constant":
      return `Constant ${constant}`;
  }
}
