import type { TrackRecord } from "./neuron-facts.ts";

/**
 * Returns the grade of the newest date that was graded by what became of it, or undefined. Before that a grade is the
 * same for everybody, whatever the scores are worth (facts: aml-risk 7.1).
 */
export function findSettledGrade({
  grades,
}: Pick<TrackRecord, "grades">): TrackRecord["grades"][number] | undefined {
  return grades.find(({ verdict }) => verdict !== "flat_period");
}
