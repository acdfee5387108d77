import { makeRepresentation, type Representation } from "../answer/representation.ts";
import type { Endpoint } from "../route.ts";
import { docsPageStyleHash, renderDocsPage } from "./docs-page.ts";
import { createOpenApi, type ApiInfo } from "./openapi.ts";

/** The description of an API, as it is served. */
export interface Documentation {
  readonly openApi: Representation;
  readonly page: Representation;
}

/** Nothing is loaded and nothing runs: the page's own style sheet is all that it needs. */
const pagePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Returns what describes these endpoints to programs and to people. */
export function writeDocumentation(
  endpoints: readonly Endpoint[],
  info: ApiInfo,
  modifiedAt: Date,
): Documentation {
  const document = createOpenApi(endpoints, info);
  return {
    openApi: makeRepresentation({ chunks: [Buffer.from(JSON.stringify(document))], modifiedAt }),
    page: makeRepresentation({
      chunks: [Buffer.from(renderDocsPage(document))],
      modifiedAt,
      contentType: "text/html; charset=utf-8",
      headers: { "Content-Security-Policy": `${pagePolicy}; style-src '${docsPageStyleHash}'` },
    }),
  };
}
