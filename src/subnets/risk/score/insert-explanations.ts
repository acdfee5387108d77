import type { FeatureSchema } from "../features/feature.ts";
import { unitOf, wordsOf, type Unit } from "../features/unit.ts";

/** How many features the sentence names that raise the score, and as many that lower it. */
const NAMED = 3;

/** Returns what the insert has to know of the features, in their order: bound to `names`, `units` and `words`. */
export function featureParams({ names }: FeatureSchema): Readonly<Record<string, readonly string[]>> {
  return { names, units: names.map(unitOf), words: names.map(wordsOf) };
}

const isUnit = (unit: Unit) => `unit = '${unit}'`;

/** A number as people write it: the great ones whole, the small ones with what tells them from nothing. */
const plain = (value: string) => `toString(multiIf(
  abs(${value}) >= 100, round(${value}), abs(${value}) >= 1, round(${value}, 2), abs(${value}) >= 0.01, round(${value}, 4),
  ${value}))`;

const percent = (share: string) => `concat(toString(round(100 * (${share}), 1)), ' %')`;

/** A feature's value in words. Logarithms are taken back: nobody thinks in them. */
const valueText = `multiIf(
  isNaN(value), 'missing',
  ${isUnit("yes or no")}, if(value > 0, 'yes', 'no'),
  ${isUnit("share")}, ${percent("value")},
  ${isUnit("severity from 1 (low) to 4 (critical)")}, transform(toUInt8(value), [1, 2, 3, 4], ['low', 'medium', 'high', 'critical'], 'other'),
  ${isUnit("log of 1 + USD")}, concat(${plain("(exp(value) - 1)")}, ' USD'),
  ${isUnit("log of growth in 30 days")}, concat(if(value > 0, '+', ''), ${percent("exp(value) - 1")}, ' in 30 days'),
  unit IN ('USD', 'days'), concat(${plain("value")}, ' ', unit),
  ${plain("value")})`;

/** The features that pull the score in one direction, greatest first, joined to a list. */
const listOf = (direction: "raises" | "lowers") => {
  const sign = direction === "raises" ? ">" : "<";
  const chosen = `arraySlice(arrayFilter((text, contribution) -> contribution ${sign} 0, texts, contributions), 1, ${NAMED})`;
  return `(${chosen} AS ${direction}_names,
    arrayStringConcat(arraySlice(${direction}_names, 1, -1), ', ') AS ${direction}_first,
    if(empty(${direction}_names), '', concat(
      ${direction}_first, if(${direction}_first = '', '', ' and '), ${direction}_names[-1],
      if(length(${direction}_names) = 1, ' ${direction}', ' ${direction.slice(0, -1)}'), ' it most')))`;
};

const sentence = `concat(
  'Score ', toString(round(score, 4)),
  if(empty(texts), ': no feature moves it.', concat(' because ',
    arrayStringConcat(arrayFilter(part -> part != '', if(contributions[1] > 0, [raising, lowering], [lowering, raising])), '; '),
    '.')),
  if(model = 2, ' It was set by the second model, which foretells whether an address neither stays benign nor goes dormant.', ''),
  multiIf(
    shift > 0, ' It was raised because the source of truth labels the address as risky.',
    shift < 0, ' It was lowered because the source of truth labels the address as harmless.',
    ''))`;

const contribution = "Tuple(feature String, value Nullable(Float32), unit String, contribution Float32)";
const explanation = `Tuple(sentence String, contributions Array(${contribution}), others Float32, base Float32, margin Float32, set_by String)`;

/**
 * Inserts a contributions file of the alert scorer: see ExplainRequest. The alerts' scores stand under the same
 * publication already. `others` is what the features that are not listed contribute together, so that base,
 * contributions and others sum to the margin.
 */
export const insertExplanations = `
INSERT INTO alert_explanations (publication_id, processing_date, window_days, alert_id, explain_json)
SELECT {publication:String}, {processing_date:Date}, {window_days:UInt16}, key,
  toJSONString(CAST((
    ${sentence}, listed, margin - base - arraySum(contributions), base, margin, if(model = 2, 'second model', 'model')
  ), '${explanation}'))
FROM (
  SELECT key, score, shift, model, margin, base, contributions, listed, texts,
    tupleElement(${listOf("raises")}, 3) AS raising,
    tupleElement(${listOf("lowers")}, 3) AS lowering
  FROM (
    SELECT e.key AS key, s.score AS score, s.score - s.model_score AS shift, e.model AS model, e.margin AS margin, e.base AS base, e.contributions AS contributions,
      arrayMap((place, value, contribution) -> (
        {names:Array(String)}[place + 1], if(isFinite(value), value, NULL), {units:Array(String)}[place + 1], contribution
      ), e.features, e.values, e.contributions) AS listed,
      arrayMap((word, unit, value) -> concat(word, ' (', ${valueText}, ')'),
        arrayMap(place -> {words:Array(String)}[place + 1], e.features),
        arrayMap(place -> {units:Array(String)}[place + 1], e.features), e.values) AS texts
    FROM input('key String, model UInt8, margin Float32, base Float32, features Array(UInt16), values Array(Float32), contributions Array(Float32)') AS e
    INNER JOIN (SELECT alert_id, score, model_score FROM alert_scores WHERE publication_id = {publication:String}) AS s ON s.alert_id = e.key
  )
)
FORMAT RowBinary`;
