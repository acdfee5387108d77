/**
 * Returns what keeps a text from being a schedule of five fields, or undefined for one that is. Accepts what node-cron
 * accepts and nothing else, without loading it: that would take longer than to check all other settings.
 */
export function findCronFault(text: string): string | undefined {
  const words = text.trim().split(/ +/);
  if (words.length !== fields.length || otherBlanks.test(text))
    return "there must be spaces alone between the fields";
  const parsed = fields.map((field, place) => parseField(field, words[place] ?? ""));
  const fault = parsed.find(({ refused }) => refused !== undefined)?.refused;
  return fault ?? findImpossibleDay(words, parsed);
}

const otherBlanks = /[^\S ]/;

interface Field {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  /** What the field's asterisk goes up to, and where a range that runs backwards turns; `highest` without it. */
  readonly turn?: number;
  /** The first stands for the lowest number, and may be shortened to three letters. */
  readonly names?: readonly string[];
  /** What is no number and depends on the month: its last day, its second Monday. */
  readonly floating?: RegExp;
  readonly mayBeQuestionMark?: boolean;
}

const months = "january february march april may june july august september october november december";
const weekdays = "sunday monday tuesday wednesday thursday friday saturday";

const fields: readonly Field[] = [
  { name: "minute", lowest: 0, highest: 59 },
  { name: "hour", lowest: 0, highest: 23 },
  {
    name: "day",
    lowest: 1,
    highest: 31,
    floating: /^(?:L|L-(?:0?[1-9]|[12]\d|30)|(?:0?[1-9]|[12]\d|3[01])W)$/i,
    mayBeQuestionMark: true,
  },
  { name: "month", lowest: 1, highest: 12, names: months.split(" ") },
  {
    name: "weekday",
    lowest: 0,
    highest: 7,
    turn: 6,
    names: weekdays.split(" "),
    floating: /^[0-7](?:L|#[1-5])$/i,
    mayBeQuestionMark: true,
  },
];

interface ParsedField {
  readonly numbers: readonly number[];
  readonly floats: boolean;
  readonly refused?: string;
}

function parseField(field: Field, word: string): ParsedField {
  const text = word === "?" && field.mayBeQuestionMark === true ? "*" : word;
  const numbers: number[] = [];
  let floats = false;
  for (const part of text.split(",")) {
    const numbered = numberNames(field, part);
    const found = findNumbers(field, numbered);
    if (found !== undefined) numbers.push(...found);
    else if (field.floating?.test(numbered) === true) floats = true;
    else return { numbers, floats, refused: `${part || "an empty place in a list"} is no ${field.name}` };
  }
  return { numbers, floats };
}

function numberNames({ names = [], lowest }: Field, part: string): string {
  return names.reduce((text, name, place) => {
    const pattern = new RegExp(`${name.slice(0, 3)}(?:${name.slice(3)})?`, "gi");
    return text.replace(pattern, String(lowest + place));
  }, part);
}

/** Returns the numbers of `5`, `1-5`, `*` and `1-5/2`; undefined for what is none of these, or out of bounds. */
function findNumbers({ lowest, highest, turn = highest }: Field, part: string): number[] | undefined {
  const range = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/.exec(part.replace("*", `${lowest}-${turn}`));
  if (range === null) return undefined;
  const first = Number(range[1]);
  const last = Number(range[2] ?? first);
  const step = Number(range[3] ?? 1);
  if (step === 0) return undefined;
  const places = turn - lowest + 1;
  const span = first <= last ? last - first : (((last - first) % places) + places) % places;
  const numbers: number[] = [];
  for (let offset = 0; offset <= span; offset += step) {
    const number = first <= last || first + offset <= turn ? first + offset : first + offset - places;
    // Bounds the loop too, however long the range.
    if (number < lowest || number > highest) return undefined;
    numbers.push(number);
  }
  return numbers.length === 0 ? undefined : numbers;
}

/** In a leap year. */
const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function findImpossibleDay(
  words: readonly string[],
  [, , days, month]: readonly ParsedField[],
): string | undefined {
  if (days === undefined || month === undefined || days.floats) return undefined;
  const firstDay = Math.min(...days.numbers);
  if (month.numbers.some((number) => firstDay <= (daysOfMonths[number - 1] ?? 0))) return undefined;
  return `there is no day ${words[2] ?? ""} in month ${words[3] ?? ""}`;
}
