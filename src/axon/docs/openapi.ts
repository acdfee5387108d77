import { z } from "zod";
import type { Access, Endpoint } from "../route.ts";
import { accessErrors, securityOf, securitySchemes, type SecurityRequirement } from "./security.ts";

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

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

export interface ResponseObject {
  readonly description: string;
  readonly content?: Content;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  /** One of these is enough; none is needed for an empty list. */
  readonly security: readonly SecurityRequirement[];
  /** Who may call it. */
  readonly "x-access": Access;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

/** What stands at one path, by method. */
export type PathItem = Readonly<Partial<Record<Endpoint["method"], Operation>>>;

export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: ApiInfo;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: typeof securitySchemes;
  };
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
 * Returns the OpenAPI 3.1 document of the endpoints, made from the schemas that also parse their requests. A response
 * schema with an `id` in its metadata becomes a shared component.
 */
export function createOpenApi(endpoints: readonly Endpoint[], info: ApiInfo): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info,
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(
      endpoints.map((endpoint) => [endpoint.path, { [endpoint.method]: describeOperation(endpoint) }]),
    ),
    components: { schemas: collectSchemas(endpoints), securitySchemes },
  };
}

function describeOperation(endpoint: Endpoint): Operation {
  const { summary, tag, access, params, query, body } = endpoint;
  return {
    operationId: operationIdOf(endpoint),
    summary,
    tags: [tag],
    security: securityOf(access),
    "x-access": access,
    parameters: [...describeParameters("path", params), ...describeParameters("query", query)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: toSchema(body, "input") } },
          },
        }),
    responses: describeResponses(endpoint),
  };
}

/** Returns `get_scores_alerts_by_network_latest` for `/scores/alerts/{network}/latest`. */
function operationIdOf({ method, path }: Endpoint): string {
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

function describeResponses(endpoint: Endpoint): Record<string, ResponseObject> {
  const { params, query, body, response, access } = endpoint;
  const takesParameters = [params, query, ...(body === undefined ? [] : [body])].some(
    (schema) => Object.keys(toSchema(schema, "input").properties ?? {}).length > 0,
  );
  return {
    200: describeSuccess(response),
    ...(takesParameters ? { 422: describeError("A parameter is not valid", "ValidationError") } : {}),
    ...Object.fromEntries(
      Object.entries({ ...accessErrors(access), ...endpoint.errors }).map(([status, description]) => [
        status,
        describeError(description),
      ]),
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

function collectSchemas(endpoints: readonly Endpoint[]): Record<string, JsonSchema> {
  const named = endpoints.flatMap(({ response }) => {
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
