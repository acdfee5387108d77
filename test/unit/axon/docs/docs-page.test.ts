import { createHash } from "node:crypto";
import { expect } from "chai";
import { z } from "zod";
import { docsPageStyleHash, renderDocsPage } from "../../../../src/axon/docs/docs-page.ts";
import { createOpenApi } from "../../../../src/axon/docs/openapi.ts";
import { defineRoute, documentOf, type Route } from "../../../../src/axon/route.ts";
import { listFields } from "../../../../src/axon/docs/schema-fields.ts";

describe(renderDocsPage.name, () => {
  it("shows an endpoint with its parameters, fields, errors and a curl line that is filled in", () => {
    const page = renderPage();
    expect(page).to.include("$NEURON/scores/2025-10-30");
    for (const text of [
      "Which day",
      "scores[].alert_id",
      "Nothing is there",
      '<a href="#get_scores_by_day">',
    ]) {
      expect(page).to.include(text);
    }
  });

  it("lets nothing in a text become markup", () => {
    expect(renderPage({ summary: '<img src="x"> & more' }))
      .to.include("&lt;img src=&quot;x&quot;&gt; &amp; more")
      .and.not.include("<img");
  });

  it("has no script and loads nothing", () => {
    expect(renderPage()).to.not.match(/<script|<link|<img|src=|@import|url\(/);
  });

  it("has exactly the style sheet that its hash allows", () => {
    const style = /<style>(.*)<\/style>/s.exec(renderPage())?.[1] ?? "";
    expect(docsPageStyleHash).to.equal(`sha256-${createHash("sha256").update(style).digest("base64")}`);
  });
});

describe(listFields.name, () => {
  it("names fields through lists, objects and what may be null", () => {
    const inner = z.object({ n: z.int().describe("A number") });
    const schema = z.toJSONSchema(z.object({ list: z.array(inner), maybe: inner.nullable() }));
    expect(listFields(schema).map(({ path, type }) => `${path}: ${type}`)).to.deep.equal([
      "list: list of object",
      "list[].n: integer",
      "maybe: object or null",
      "maybe.n: integer",
    ]);
  });
});

function renderPage(overrides: Partial<Route> = {}): string {
  const route = defineRoute({
    method: "get",
    path: "/scores/{day}",
    summary: "Scores of a day",
    tag: "Scores",
    access: "open",
    params: z.object({
      day: z
        .string()
        .meta({ examples: ["2025-10-30"] })
        .describe("Which day"),
    }),
    query: z.object({}),
    response: z.object({ scores: z.array(z.object({ alert_id: z.string() })) }),
    errors: { 404: "Nothing is there" },
    handle: () => documentOf({}),
    ...overrides,
  });
  return renderDocsPage(createOpenApi([route], { title: "T", version: "1", description: "D" }));
}
