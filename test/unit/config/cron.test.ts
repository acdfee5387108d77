import { expect } from "chai";
import fc from "fast-check";
import { validateDetailed } from "node-cron";
import { findCronFault } from "../../../src/config/cron.ts";

describe(findCronFault.name, () => {
  it("finds nothing wrong with what the scheduler knows", () => {
    for (const text of [
      "30 0 * * *",
      "  0   3 * *  0 ",
      "*/15 8-18 1,15 JAN-jun Mon-Friday",
      "0 22-2/2 L-3 * 5#2",
      "0 0 15W,L * 7l",
      "0 0 29 2 *",
    ]) {
      expect(findCronFault(text), text).to.equal(undefined);
    }
  });

  it("says what is wrong", () => {
    expect(findCronFault("61 0 * * *")).to.equal("61 is no minute");
    expect(findCronFault("0 9,25-26 * * *")).to.equal("25-26 is no hour");
    expect(findCronFault("0 0 32 * *")).to.equal("32 is no day");
    expect(findCronFault("0 0 * foo *")).to.equal("foo is no month");
    expect(findCronFault("0 0 * * 1-9")).to.equal("1-9 is no weekday");
    expect(findCronFault("0 0 1,, * *")).to.equal("an empty place in a list is no day");
    expect(findCronFault("0 0 30,31 2 *")).to.equal("there is no day 30,31 in month 2");
  });

  it("refuses what is not five fields with blanks between them", () => {
    for (const text of [
      "",
      "@daily",
      "0 0 * *",
      "0 0 0 0 * *",
      "0\t0 * * *",
      "0\n0 * * *",
      "0\u00a00 * * *",
    ]) {
      expect(findCronFault(text), JSON.stringify(text)).to.be.a("string");
    }
  });

  it("is done at once with a range without end", () => {
    expect(findCronFault(`0-${"9".repeat(400)} 0 * * *`)).to.be.a("string");
    expect(findCronFault(`${"9".repeat(400)}-0 0 * * *`)).to.be.a("string");
  });

  it("accepts what the scheduler accepts, and nothing else", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const isSchedule = validateDetailed(text).valid && text.trim().split(/\s+/).length === 5;
        expect(findCronFault(text) === undefined, text).to.equal(isSchedule);
      }),
      { numRuns: 3_000 },
    );
  });
});

const number = fc.oneof({ weight: 6, arbitrary: fc.nat(32) }, fc.nat(99)).map(String);
const piece = fc.oneof(
  number,
  fc.tuple(number, number).map(([from, to]) => `${from}-${to}`),
  fc.constantFrom(
    "*",
    "/",
    "-",
    ",",
    "#",
    "L",
    "l",
    "W",
    "w",
    "?",
    "00",
    "L-3",
    "jan",
    "December",
    "SUN",
    "friday",
  ),
);
const token = fc.oneof(
  { weight: 3, arbitrary: number },
  { weight: 3, arbitrary: fc.constantFrom("*", "*/5", "L", "1#2", "5L", "15W", "mon", "feb", "?") },
  fc.tuple(number, number, number).map(([from, to, step]) => `${from}-${to}/${step}`),
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join("")),
);
const field = fc.oneof(
  { weight: 4, arbitrary: token },
  fc.array(token, { maxLength: 3 }).map((tokens) => tokens.join(",")),
);
const blank = fc.oneof(
  { weight: 30, arbitrary: fc.constant(" ") },
  fc.constantFrom("  ", "\t", " \n", "\u00a0"),
);
/** A text of about five fields, most of them right; the scheduler itself does not get over long ranges. */
const anyText = fc
  .tuple(
    fc.array(fc.tuple(fc.oneof({ weight: 2, arbitrary: fc.constant("*") }, field), blank), {
      minLength: 4,
      maxLength: 6,
    }),
    fc.constantFrom("", " "),
  )
  .map(([fields, before]) => before + fields.flat().slice(0, -1).join(""))
  .filter((text) => !/\d{4}/.test(text));
