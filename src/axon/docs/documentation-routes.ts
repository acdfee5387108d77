import { createOpenApi, type ApiInfo } from "./openapi.ts";
import { docsPageStyleHash, renderDocsPage } from "./docs-page.ts";
import { makeRepresentation, type Content, type Representation } from "../answer/representation.ts";
import { defineRoute, noParameters, type Endpoint, type Route } from "../route.ts";

export type { ApiInfo } from "./openapi.ts";

/** Returns `/openapi.json` and `/docs`, which describe these endpoints. Both are made now and served as bytes. */
export function createDocumentationRoutes(endpoints: readonly Endpoint[], info: ApiInfo): readonly Route[] {
  const document = createOpenApi(endpoints, info);
  const modifiedAt = new Date();
  return [
    serve("/openapi.json", "The OpenAPI document", {
      chunks: [Buffer.from(JSON.stringify(document))],
      modifiedAt,
    }),
    serve("/docs", "This API for people to read", {
      chunks: [Buffer.from(renderDocsPage(document))],
      modifiedAt,
      contentType: "text/html; charset=utf-8",
      headers: { "Content-Security-Policy": `${pagePolicy}; style-src '${docsPageStyleHash}'` },
    }),
  ];
}

/** Nothing is loaded and nothing runs: the page's own style sheet is all that it needs. */
const pagePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function serve(path: string, summary: string, content: Content): Route {
  const representation: Representation = makeRepresentation(content);
  return defineRoute({
    method: "get",
    path,
    summary,
    tag: "Documentation",
    access: "open",
    params: noParameters,
    query: noParameters,
    handle: async () => {
      await representation.compress();
      return { kind: "representation", representation };
    },
  });
}
