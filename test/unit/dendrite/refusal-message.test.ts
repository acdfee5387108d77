import { expect } from "chai";
import { refusalMessage } from "../../../src/dendrite/refusal-message.ts";

describe(refusalMessage.name, () => {
  const cases = [
    [
      "a Python axon's words",
      403,
      '{"message":"Forbidden. Key is blacklisted: x."}',
      "Forbidden. Key is blacklisted: x.",
    ],
    ["a detail", 404, '{"detail":"No such day"}', "No such day"],
    ["the error's name without a sentence", 429, '{"success":false,"error":"ip_cooldown"}', "ip_cooldown"],
    ["the status for a list of details", 422, '{"detail":[{"loc":["body"]}]}', "Unprocessable Entity"],
    ["the status for a page", 502, "<html>", "Bad Gateway"],
    ["the status for nothing", 401, "", "Unauthorized"],
    ["that there is none", 599, "", "no reason given"],
    ["one line of many, without controls", 400, '{"message":"a\\n\\u001b[31mb\\u202ec"}', "a [31mb c"],
  ] as const;
  for (const [what, status, body, expected] of cases) {
    it(`tells ${what}`, () => expect(refusalMessage(status, Buffer.from(body))).to.equal(expected));
  }

  it("shortens what is no sentence, and does not parse what is no reason", () => {
    const message = (length: number) => Buffer.from(JSON.stringify({ message: "x".repeat(length) }));
    expect(refusalMessage(400, message(1_000))).to.have.lengthOf(300);
    expect(refusalMessage(400, message(100_000))).to.equal("Bad Request");
  });
});
