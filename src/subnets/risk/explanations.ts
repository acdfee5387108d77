import { z } from "zod";

/**
 * Why alerts of a publication that have no explanation have none. lower_scored: only the highest scores are explained;
 * unsupported: what scored them cannot explain itself; unknown: it was made before there were explanations.
 */
export const explanationLackSchema = z
  .enum(["none", "lower_scored", "turned_off", "unsupported", "failed", "unknown"])
  .catch("unknown");

export type ExplanationLack = z.infer<typeof explanationLackSchema>;

/** How many alerts of a publication are explained, and why the others are not. */
export interface Explanations {
  readonly alerts: number;
  readonly lack: ExplanationLack;
}

/** Returns, for whoever asks, why an alert has no explanation; undefined where every alert has one. */
export function describeLack({ alerts, lack }: Explanations): string | undefined {
  switch (lack) {
    case "none":
      return undefined;
    case "lower_scored":
      return `Only the ${alerts} highest-scored alerts of this batch are explained`;
    case "turned_off":
      return "This miner does not explain its scores";
    case "unsupported":
      return "What scored these alerts cannot explain its scores";
    case "failed":
      return "These scores could not be explained when they were published";
    case "unknown":
      return "These scores were published before scores were explained";
  }
}
