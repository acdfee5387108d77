import { defineRoute, noParameters, type Endpoint, type Route } from "../route.ts";
import type { Documentation } from "./documentation.ts";
import type { ApiInfo } from "./openapi.ts";

export type { ApiInfo } from "./openapi.ts";

/**
 * Returns `/openapi.json` and `/docs`, which describe these endpoints. They are written when somebody first asks for
 * one: validators, who never do, would wait for it after each start.
 */
export function createDocumentationRoutes(endpoints: readonly Endpoint[], info: ApiInfo): readonly Route[] {
  const modifiedAt = new Date();
  let written: Promise<Documentation> | undefined;
  const documentation = async (): Promise<Documentation> => {
    const { writeDocumentation } = await import("./documentation.ts");
    return writeDocumentation(endpoints, info, modifiedAt);
  };
  const serve = (path: string, summary: string, part: keyof Documentation): Route =>
    defineRoute({
      method: "get",
      path,
      summary,
      tag: "Documentation",
      access: "open",
      params: noParameters,
      query: noParameters,
      handle: async () => {
        const representation = (await (written ??= documentation()))[part];
        await representation.compress();
        return { kind: "representation", representation };
      },
    });
  return [
    serve("/openapi.json", "The OpenAPI document", "openApi"),
    serve("/docs", "This API for people to read", "page"),
  ];
}
