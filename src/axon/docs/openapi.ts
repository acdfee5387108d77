import { z } from "zod";
import type { Route } from "../route.ts";

/** What the OpenAPI document says about the whole API. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

export type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: string | undefined;
  readonly schema: JsonSchema;
}

export interface ResponseObject {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: ApiInfo;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const errorSchema = z.object({ detail: z.string() }).meta({ examples: [{ detail: "Not Found" }] });

const validationErrorSchema = z
  .object({
    detail: z.array(
      z.object({
        loc: z.array(z.union([z.string(), z.int()])),
        msg: z.string(),
        type: z.string(),
      }),
    ),
  })
  .meta({
    examples: [
      {
        detail: [
          {
            loc: ["path", "processing_date"],
            msg: "Invalid date format. Use YYYY-MM-DD",
            type: "value_error",
          },
        ],
      },
    ],
  });

/**
 * Returns the OpenAPI 3.1 document of the routes, made from the schemas that also parse their requests. A response
 * schema with an `id` in its metadata becomes a shared component.
 */
export function createOpenApi(routes: readonly Route[], info: ApiInfo): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info,
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(routes.map((route) => [route.path, { get: describeOperation(route) }])),
    components: { schemas: collectSchemas(routes) },
  };
}

function describeOperation(route: Route): Operation {
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    tags: [route.tag],
    parameters: [...describeParameters("path", route.params), ...describeParameters("query", route.query)],
    responses: describeResponses(route),
  };
}

/** Returns `get_scores_alerts_by_network_latest` for `/scores/alerts/{network}/latest`. */
function operationIdOf({ method, path }: Route): string {
  return `${method}${path.replaceAll("{", "by_").replaceAll("}", "").replaceAll(/\W+/g, "_")}`;
}

function describeParameters(place: "path" | "query", schema: z.ZodType): Parameter[] {
  const { properties = {}, required = [] } = toSchema(schema, "input");
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = typeof property === "boolean" ? {} : property;
    return {
      name,
      in: place,
      required: place === "path" || required.includes(name),
      description,
      schema: rest,
    };
  });
}

function describeResponses(route: Route): Record<string, ResponseObject> {
  const takesParameters = [route.params, route.query].some(
    (schema) => Object.keys(toSchema(schema, "input").properties ?? {}).length > 0,
  );
  return {
    200: describeSuccess(route.response),
    ...(takesParameters ? { 422: describeError("A parameter is not valid", "ValidationError") } : {}),
    ...Object.fromEntries(
      Object.entries(route.errors ?? {}).map(([status, description]) => [status, describeError(description)]),
    ),
    500: describeError("Something went wrong here"),
  };
}

function describeSuccess(response: z.ZodType | undefined): ResponseObject {
  if (response === undefined) {
    const schema = { type: "string", format: "binary" } as const;
    return { description: "The file", content: { "application/octet-stream": { schema } } };
  }
  const id = response.meta()?.id;
  const schema = id === undefined ? toSchema(response, "output") : { $ref: `#/components/schemas/${id}` };
  return { description: "The answer", content: { "application/json": { schema } } };
}

function describeError(description: string, component = "Error"): ResponseObject {
  const schema = { $ref: `#/components/schemas/${component}` };
  return { description, content: { "application/json": { schema } } };
}

function collectSchemas(routes: readonly Route[]): Record<string, JsonSchema> {
  const named = routes.flatMap(({ response }) => {
    const id = response?.meta()?.id;
    return response === undefined || id === undefined ? [] : [[id, toSchema(response, "output")] as const];
  });
  return {
    ...Object.fromEntries(named),
    Error: toSchema(errorSchema, "output"),
    ValidationError: toSchema(validationErrorSchema, "output"),
  };
}

/**
 * Returns the JSON Schema without the keys that mean something else inside an OpenAPI document. One with an id is
 * written by zod as a reference to its definition.
 */
function toSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $defs = {}, ...written } = z.toJSONSchema(schema, { target: "draft-2020-12", io });
  const entries = Object.entries($defs[schema.meta()?.id ?? ""] ?? written);
  return Object.fromEntries(entries.filter(([key]) => key !== "$schema" && key !== "id"));
}
