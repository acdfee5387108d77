/** What a feature's values are, in words that follow a number, or tell how to read it. */
export type Unit = (typeof rules)[number][1] | typeof plainNumber;

const plainNumber = "number";

/** By name, the first rule that fits: names follow their makers' habits, and the habits are few. */
const rules = [
  [/^(?:address_)?is_|^typology_|^suspected_|^in_cluster$|^has_/, "yes or no"],
  [/^severity_encoded$|_severity_max$/, "severity from 1 (low) to 4 (critical)"],
  [/^growth_/, "log of growth in 30 days"],
  [/_log$/, "log of 1 + USD"],
  [/(?:^|_)days(?:_|$)/, "days"],
  [/^volume_ratio$/, plainNumber],
  [/_share$|_percentile$|_ratio$/, "share"],
  [/_zscore$/, "standard deviations"],
  [/_variance$/, "USD²"],
  [/_norm$|_cv$|hops_mean$/, plainNumber],
  [/score|confidence|anomaly/, "score"],
  [/_count$|degree|^address_(?:typologies|severe_alerts)$|^cluster(?:s|_size|_addresses)$/, "count"],
  [/alerts$|batches$|hops$|kcore$|unique_|_parties$|outlier_transactions$/, "count"],
  [/^evidence_(?:path_\w+|cycle_length|exchanges)$/, "count"],
  [/usd|volume|^(?:total|avg)_(?:in|out)$|transaction_size$/, "USD"],
  [/_hour$/, "hour of the day"],
  [/_day$/, "day of the week"],
  [/^day_of_week$/, "day of the week, 0 is Monday"],
] as const satisfies readonly (readonly [RegExp, string])[];

/** Returns the unit of a feature's values; `number` where it has none. */
export function unitOf(feature: string): Unit {
  return rules.find(([pattern]) => pattern.test(feature))?.[1] ?? plainNumber;
}

/** Returns a feature's name in words, less what its unit says already. */
export function wordsOf(feature: string): string {
  const unit = unitOf(feature);
  const spelled = feature.replace(/^in_(?!cluster)/, "incoming_").replace(/^out_/, "outgoing_");
  const words = spelled.split("_").filter((word) => saidByUnit[unit]?.includes(word) !== true);
  const text = words.map((word) => abbreviations[word] ?? word).join(" ");
  return text.replace(/new (\d+)/, "new in $1 days");
}

const abbreviations: Readonly<Record<string, string>> = {
  addr: "address alert",
  avg: "average",
  tx: "transaction",
  usd: "USD",
  std: "standard deviation",
};

const saidByUnit: Readonly<Partial<Record<Unit, readonly string[]>>> = {
  USD: ["usd"],
  "log of 1 + USD": ["usd", "log"],
  count: ["count"],
  "yes or no": ["is", "flag"],
};
