import type { Finding } from "./finding.ts";
import type { Trail } from "./trails.ts";

/** Below this risk a pattern raises no alerts (facts: aml-risk 1.4). */
const LEAST_RISK = 0.5;

const cycle = {
  typology: "CYCLE_DETECTION",
  name: "cycle",
  certainty: 0.9,
  riskFactor: 1.2,
  indicators: ["money_laundering_cycle", "circular_flow", "fund_obfuscation"],
} as const;

const layering = {
  typology: "LAYERING_PATH",
  name: "layering_path",
  certainty: 0.8,
  riskFactor: 0.9,
  indicators: ["layering_scheme", "multi_hop_transfer", "fund_obfuscation"],
} as const;

/** Returns one finding for each address on each trail that is risky enough. */
export function trailFindings(trails: readonly Trail[], addressOf: (index: number) => string): Finding[] {
  return trails.flatMap((trail, number) => {
    const { typology, name, certainty, riskFactor, indicators } = trail.isCycle ? cycle : layering;
    const path = trail.path.map(addressOf);
    const severity = severityScore(trail);
    const risk = Math.min(1, severity * riskFactor);
    if (risk < LEAST_RISK) return [];
    const evidence = {
      pattern_id: `${name}_${number}`,
      pattern_type: name,
      severity_score: severity,
      risk_score: risk,
      ...measures(trail),
      path,
    };
    return path.map((address) => ({
      typology,
      address,
      confidence: Math.max(certainty, risk, severity),
      volumeUsd: trail.volumeUsd,
      suspectedType: "unknown",
      description: `${name}: ${path.length} addresses, $${trail.volumeUsd.toFixed(2)}`,
      evidence,
      indicators,
    }));
  });
}

/** Half for the length, half for the volume. */
function severityScore({ path, volumeUsd }: Trail): number {
  return 0.5 * Math.min(path.length / 6, 1) + 0.5 * Math.min(volumeUsd / 100_000, 1);
}

function measures({ path, volumeUsd, isCycle }: Trail): Readonly<Record<string, number>> {
  return isCycle
    ? { cycle_length: path.length, cycle_volume_usd: volumeUsd }
    : { path_depth: path.length, path_volume_usd: volumeUsd };
}
