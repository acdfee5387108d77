import {
  createOpenApi,
  type OpenApiDocument,
  type Operation,
  type ResponseObject,
} from "../../axon/docs/openapi.ts";
import { listFields } from "../../axon/docs/schema-fields.ts";
import type { Endpoint } from "../../axon/route.ts";
import { riskRoutes } from "../../subnets/risk/serve/risk-routes.ts";
import { riskSynapses } from "../../subnets/risk/serve/risk-synapses.ts";
import { markdownTable } from "./markdown-table.ts";

/** Returns every endpoint of the axon as the settings' defaults serve it; its handlers are not for calling. */
export function documentedEndpoints(): readonly Endpoint[] {
  const deps = {
    databases: new Map(),
    clock: { now: unused, steady: unused, sleep: unused },
    index: undefined,
    results: undefined,
  };
  const settings = {
    access: "validators",
    apiVersion: "1.0.0",
    windowDays: 195,
    modelDirectory: "",
    githubUrl: "",
    commitHash: "",
  } as const;
  // Routes are data: making them reads no dependency, only answering does.
  const parts = deps as unknown as Parameters<typeof riskRoutes>[0];
  return [...riskRoutes(parts, settings), ...riskSynapses(parts, settings)];
}

/** Returns the API's page of the documentation, as Markdown. */
export function apiPage(endpoints: readonly Endpoint[]): string {
  const document = createOpenApi(endpoints, { title: "AML risk scores", version: "1.0.0", description: "" });
  const sections = document.tags.flatMap(({ name }) => [`## ${name}`, ...sectionsOf(document, name)]);
  return `${[head, ...sections].join("\n\n")}\n`;
}

const head = `# API

Made from the code by \`npm run docs:api\`; a running axon shows the same at \`/docs\` and as OpenAPI 3.1 at
\`/openapi.json\`. How requests are signed and in which order they are checked: [security.md](security.md).

"validators" is what the setting \`axon.access\` says by default. Errors have a body \`{"detail": …}\`.`;

function sectionsOf({ paths, components }: OpenApiDocument, tag: string): string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags.includes(tag))
      .flatMap(([method, operation]) => [
        `### ${method.toUpperCase()} ${path}`,
        `${operation.summary}. For: ${operation["x-access"]}.`,
        ...parametersOf(operation),
        ...fieldsOf(operation.responses["200"], components.schemas),
        errorsOf(operation),
      ]),
  );
}

function parametersOf({ parameters }: Operation): string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, in: place, required, description = "" }) => [
    `\`${name}\``,
    place,
    required ? "yes" : "no",
    description,
  ]);
  return [markdownTable(["Parameter", "In", "Required", "Meaning"], rows)];
}

function fieldsOf(
  response: ResponseObject | undefined,
  schemas: OpenApiDocument["components"]["schemas"],
): string[] {
  const schema = response?.content?.["application/json"]?.schema;
  if (schema === undefined) return ["Answers a file."];
  const shared = typeof schema.$ref === "string" ? schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
  const rows = listFields(shared ?? schema).map(({ path, type, description }) => [
    `\`${path}\``,
    type,
    description,
  ]);
  return rows.length === 0 ? [] : [markdownTable(["Field", "Type", "Meaning"], rows)];
}

function errorsOf({ responses }: Operation): string {
  const errors = Object.entries(responses).filter(([status]) => status !== "200");
  return `Errors: ${errors.map(([status, { description }]) => `${status} (${description})`).join("; ")}.`;
}

function unused(): never {
  throw new Error("The documentation answers no request");
}
