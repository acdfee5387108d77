/** The codings an answer can go out in. */
export type Coding = "br" | "gzip" | "identity";

/** Smallest first: the order among codings that the caller likes equally. */
const codings: readonly Coding[] = ["br", "gzip", "identity"];

/** Acceptable unless excluded, but behind everything that the caller named (RFC 9110 12.5.3). */
const unnamedIdentityWeight = 0.0001;

const weightPattern = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Returns the codings that an Accept-Encoding header allows, the best first; none when it excludes all of them.
 * A caller that sends no header gets identity.
 */
export function acceptedCodings(header: string | undefined): readonly Coding[] {
  if (header === undefined) return ["identity"];
  const weights = parseWeights(header);
  return codings
    .map((coding) => ({ coding, weight: weightOf(coding, weights) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ coding }) => coding);
}

function parseWeights(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    const weight = parseWeight(parameters);
    if (weight !== undefined) weights.set(name === "x-gzip" ? "gzip" : name, weight);
  }
  return weights;
}

/** Returns undefined for a weight that is none: its part of the header is then ignored. */
function parseWeight(parameters: readonly string[]): number | undefined {
  const text = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  if (text === undefined) return 1;
  return weightPattern.test(text) ? Number(text) : undefined;
}

function weightOf(coding: Coding, weights: ReadonlyMap<string, number>): number {
  const fallback = coding === "identity" ? unnamedIdentityWeight : 0;
  return weights.get(coding) ?? weights.get("*") ?? fallback;
}
