import { expect } from "chai";
import { findCronFault } from "../../../src/config/cron.ts";

describe(findCronFault.name, () => {
  it("finds nothing wrong with a schedule", () => {
    for (const text of [
      "30 0 * * *",
      "  0   3 * *  0 ",
      "*/15 8-18 1,15 JAN-jun Mon-Friday",
      "0 22-2/2 L-3 * 5#2",
      "0 0 29 2 *",
    ]) {
      expect(findCronFault(text), text).to.equal(undefined);
    }
  });

  it("says what is wrong, in the scheduler's words", () => {
    expect(findCronFault("61 0 * * *")).to.match(/^61 .*minute/);
    expect(findCronFault("0 9,25-26 * * *")).to.match(/25-26 .*hour/);
    expect(findCronFault("0 0 * foo *")).to.match(/^foo .*month/);
    expect(findCronFault("0 0 30,31 2 *")).to.match(/impossible day/);
  });

  it("refuses what is not five fields with spaces between them", () => {
    for (const text of ["", "@daily", "0 0 * *", "0 0 0 0 * *", "0\t0 * * *", "0\n0 * * *"]) {
      expect(findCronFault(text), JSON.stringify(text)).to.be.a("string");
    }
  });

  it("is done at once with a range without end", () => {
    expect(findCronFault(`0-${"9".repeat(400)} 0 * * *`)).to.equal(
      "no number of a schedule has three digits",
    );
    expect(findCronFault("0 0 * * 0-17101010")).to.equal("no number of a schedule has three digits");
  });
});
