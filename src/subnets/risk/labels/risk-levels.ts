/** Risk levels from harmless to worst; a label's level is its place here, from 1 (facts: aml-risk 4). */
export const riskLevels = ["low", "medium", "high", "critical"] as const;
