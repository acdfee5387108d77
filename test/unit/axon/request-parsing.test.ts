import { expect } from "chai";
import { z } from "zod";
import { HttpError } from "../../../src/axon/http-error.ts";
import { parseRequest } from "../../../src/axon/request-parsing.ts";

const route = {
  params: z.object({ day: z.string().regex(/^\d+$/, "Not a day") }),
  query: z.object({ name: z.string("Not one text").optional() }),
};

describe(parseRequest.name, () => {
  it("returns the parameters and leaves out what nobody asked for", () => {
    const parsed = parseRequest(route, { params: { day: "1" }, query: { name: "n", other: "x" } });
    expect(parsed).to.deep.equal({ params: { day: "1" }, query: { name: "n" } });
  });

  it("names every parameter at fault, and where it stands", () => {
    expect(issuesOf({ params: { day: "one" }, query: { name: ["a", "b"] } })).to.deep.equal([
      { loc: ["path", "day"], msg: "Not a day", type: "value_error" },
      { loc: ["query", "name"], msg: "Not one text", type: "value_error" },
    ]);
  });
});

function issuesOf(raw: { params: unknown; query: unknown }): unknown {
  try {
    return parseRequest(route, raw);
  } catch (error) {
    if (error instanceof HttpError && error.status === 422) return error.detail;
    throw error;
  }
}
