import type { ModelCard } from "../model-card.ts";

/** A field in which two cards differ; undefined where a card lacks it. */
export interface CardDifference {
  /** As in `hyperparameters.max_depth`. */
  readonly field: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** Returns the fields in which two cards differ, by name. Lists are compared as a whole. */
export function cardDifferences(first: ModelCard, second: ModelCard): CardDifference[] {
  const [ours, theirs] = [fieldsOf(first), fieldsOf(second)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .toSorted()
    .map((field) => ({ field, first: ours.get(field), second: theirs.get(field) }))
    .filter((difference) => JSON.stringify(difference.first) !== JSON.stringify(difference.second));
}

function fieldsOf(card: ModelCard): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const walk = (value: unknown, path: readonly string[]) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      fields.set(path.join("."), value);
    else for (const [name, member] of Object.entries(value)) walk(member, [...path, name]);
  };
  walk(card, []);
  return fields;
}
