import { expect } from "chai";
import { z } from "zod";
import { createOpenApi } from "../../../../src/axon/docs/openapi.ts";
import { defineRoute, documentOf, noParameters, type Route } from "../../../../src/axon/route.ts";

const info = { title: "T", version: "1", description: "D" };

describe(createOpenApi.name, () => {
  it("makes a parameter of every property, with its constraints and description", () => {
    const { parameters } = describeOne({
      path: "/a/{id}",
      params: z.object({ id: z.string().describe("Which one") }),
      query: z.object({ limit: z.preprocess(Number, z.int().min(1).max(5)).optional() }),
    });
    expect(parameters).to.deep.equal([
      { name: "id", in: "path", required: true, description: "Which one", schema: { type: "string" } },
      {
        name: "limit",
        in: "query",
        required: false,
        description: undefined,
        schema: { type: "integer", minimum: 1, maximum: 5 },
      },
    ]);
  });

  it("shares a response schema that has an id", () => {
    const response = z.object({ n: z.int() }).meta({ id: "Numbers" });
    const document = createOpenApi([createRoute({ response })], info);
    expect(document.paths["/a"]?.get?.responses["200"]?.content).to.deep.equal({
      "application/json": { schema: { $ref: "#/components/schemas/Numbers" } },
    });
    expect(document.components.schemas["Numbers"])
      .to.include({ type: "object" })
      .and.not.have.any.keys("id", "$schema");
  });

  it("describes a route without a response schema as a file", () => {
    const { responses } = describeOne({});
    expect(responses["200"]?.content).to.have.all.keys("application/octet-stream");
  });

  it("lists the errors of a route: its own, 422 where there are parameters, 500, and the guard's", () => {
    const { responses } = describeOne({ query: z.object({ q: z.string() }), errors: { 404: "Gone" } });
    expect(Object.keys(responses)).to.deep.equal(["200", "403", "404", "422", "429", "500"]);
    expect(Object.keys(describeOne({}).responses)).to.deep.equal(["200", "403", "429", "500"]);
  });

  it("says of each route how it must be signed, and what becomes of who does not", () => {
    expect(describeOne({}).security).to.deep.equal([]);
    const { security, responses, "x-access": access } = describeOne({ access: "validators" });
    expect(security).to.deep.equal([{ synapse: [] }, { btauth: [] }, { epistula: [] }]);
    expect(Object.keys(responses)).to.include.members(["401", "403", "429", "503"]);
    expect(access).to.equal("validators");
  });
});

function describeOne(overrides: Partial<Route>) {
  const route = createRoute(overrides);
  const operation = createOpenApi([route], info).paths[route.path]?.get;
  if (operation === undefined) throw new Error("The route is not described");
  return operation;
}

function createRoute(overrides: Partial<Route> = {}): Route {
  return defineRoute({
    method: "get",
    path: "/a",
    summary: "S",
    tag: "T",
    access: "open",
    params: noParameters,
    query: noParameters,
    handle: () => documentOf({}),
    ...overrides,
  });
}
