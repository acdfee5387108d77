import { z } from "zod";

/** Returns a whole number in a range, given as a number or as text. */
export function wholeNumber(minimum: number, maximum: number): z.ZodType<number> {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.preprocess(numberFromText, z.int({ error }).min(minimum, { error }).max(maximum, { error }));
}

/** Returns a number in a range; `above` excludes its lower end, `minimum` includes it. */
export function decimal(
  range: ({ minimum: number } | { above: number }) & { maximum: number },
): z.ZodType<number> {
  const [lowerEnd, isHighEnough] =
    "above" in range
      ? [`above ${range.above}`, (value: number) => value > range.above]
      : [`from ${range.minimum}`, (value: number) => value >= range.minimum];
  const error = `must be a number ${lowerEnd} up to ${range.maximum}`;
  return z.preprocess(
    numberFromText,
    z.number({ error }).max(range.maximum, { error }).refine(isHighEnough, { error }),
  );
}

/** Returns one of a few words. */
export function choice<const Words extends readonly string[]>(words: Words): z.ZodType<Words[number]> {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}

/** Returns true or false, given as such or as a word. */
export function yesOrNo(): z.ZodType<boolean> {
  return z.preprocess(
    (raw) => (typeof raw === "string" ? (booleanWords.get(raw.trim().toLowerCase()) ?? raw) : raw),
    z.boolean({ error: "must be true or false" }),
  );
}

/** Returns text that matches a pattern; the rule ends the sentence "must be …". */
export function textLike(pattern: RegExp, rule: string): z.ZodType<string> {
  return text().regex(pattern, { error: `must be ${rule}` });
}

/** Returns text of any content, at most as long as any sane setting. */
export function text(): z.ZodString {
  return z
    .string({ error: "must be text; in YAML, put it in quotes" })
    .max(longestTextCharacters, { error: `must be text of at most ${longestTextCharacters} characters` });
}

/** Returns a list of distinct values, given as a list, as a JSON array or as text with commas. */
export function listOf<Item>(
  item: z.ZodType<Item>,
  { minimum, maximum }: { minimum: number; maximum: number },
): z.ZodType<readonly Item[]> {
  const error = `must be a list of ${minimum} to ${maximum} values`;
  return z.preprocess(
    listFromText,
    z
      .array(item, { error })
      .min(minimum, { error })
      .max(maximum, { error })
      .refine((items) => new Set(items).size === items.length, { error: "must not name a value twice" }),
  );
}

/** Returns a program and its arguments, given as a list, as a JSON array or as text with spaces between the words. */
export function commandLine(): z.ZodType<readonly string[]> {
  const error = `must be a program and at most ${mostCommandWords - 1} arguments`;
  return z.preprocess(
    commandFromText,
    z
      .array(text(), { error })
      .min(1, { error })
      .max(mostCommandWords, { error })
      .refine(([file]) => file !== "", { error }),
  );
}

const mostCommandWords = 100;

const longestTextCharacters = 2_000;

const booleanWords = new Map([
  ...["true", "yes", "on", "1"].map((word) => [word, true] as const),
  ...["false", "no", "off", "0"].map((word) => [word, false] as const),
]);

const numberPattern = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function numberFromText(raw: unknown): unknown {
  return typeof raw === "string" && numberPattern.test(raw.trim()) ? Number(raw) : raw;
}

function listFromText(raw: unknown): unknown {
  if (typeof raw !== "string") return raw;
  if (raw.trimStart().startsWith("[")) return parseJson(raw);
  return raw.split(",").map((item) => item.trim());
}

function commandFromText(raw: unknown): unknown {
  if (typeof raw !== "string") return raw;
  if (raw.trimStart().startsWith("[")) return parseJson(raw);
  return raw.trim().split(/\s+/);
}

/** Returns the text itself when it is no JSON: the list type then refuses it with its own message. */
function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return raw;
  }
}
