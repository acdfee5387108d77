import type { RiskScorer } from "subnet-neuron/risk-scorer";

/** Who has few counterparties can multiply them, and that is what is graded as expanding. */
export const scorer: RiskScorer = {
  async *score({ rows }) {
    for await (const { alertId, features } of rows()) {
      const degree = features["address_degree_total"] ?? NaN;
      yield { alertId, score: Number.isNaN(degree) ? 0.1 : 0.3 / (1 + Math.log1p(degree)) };
    }
  },
};
