import { createHash } from "node:crypto";
import { docsPageStyle } from "./docs-page-style.ts";
import type { Access } from "../route.ts";
import { escapeHtml, html, type Html } from "./html.ts";
import type { JsonSchema, OpenApiDocument, Operation, Parameter } from "./openapi.ts";
import { listFields } from "./schema-fields.ts";

/** What a Content-Security-Policy names to allow the page's style sheet and no other. */
export const docsPageStyleHash = `sha256-${createHash("sha256").update(docsPageStyle).digest("base64")}`;

/** Values for the curl lines where a parameter's schema gives no example. */
const unknownExample = "…";

/** Returns the API for people to read: one page without scripts or anything to load. */
export function renderDocsPage(document: OpenApiDocument): string {
  const { info, tags } = document;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${info.title}</title>
        ${{ trusted: `<style>${docsPageStyle}</style>` }}
      </head>
      <body>
        <header>
          <h1>${info.title} <small>${info.version}</small></h1>
          <p>${info.description}</p>
          <p>
            <a href="/openapi.json">OpenAPI 3.1 document</a>. In the curl lines, <code>NEURON</code> is this
            server's address: <code>export NEURON=http://host:port</code>.
          </p>
        </header>
        <div class="columns">
          <nav aria-label="Endpoints">${tags.map(({ name }) => renderMenu(document, name))}</nav>
          <main>${tags.map(({ name }) => renderSection(document, name))}</main>
        </div>
      </body>
    </html> `.trusted;
}

function renderMenu(document: OpenApiDocument, tag: string): Html {
  const links = operationsOf(document, tag).map(
    ({ path, operation }) => html`<li><a href="#${operation.operationId}">${renderPath(path)}</a></li>`,
  );
  return html`<h2>${tag}</h2>
    <ul>
      ${links}
    </ul>`;
}

function renderSection(document: OpenApiDocument, tag: string): Html {
  const operations = operationsOf(document, tag).map((placed) => renderOperation(document, placed));
  return html`<section>
    <h2>${tag}</h2>
    ${operations}
  </section>`;
}

/** An operation and where it stands. */
interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function operationsOf({ paths }: OpenApiDocument, tag: string): Placed[] {
  return Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
    )
    .filter(({ operation }) => operation.tags.includes(tag));
}

function renderOperation(document: OpenApiDocument, { method, path, operation }: Placed): Html {
  return html`<article id="${operation.operationId}">
    <h3><span class="method">${method.toUpperCase()}</span> <code>${renderPath(path)}</code></h3>
    <p>${operation.summary}. ${whoMayCall[operation["x-access"]]}</p>
    <pre class="curl"><code>${exampleLine(method, path, operation)}</code></pre>
    ${renderParameters(operation.parameters)} ${renderSuccess(document, operation)} ${renderErrors(operation)}
  </article>`;
}

/** A long path may break after its slashes, not inside a name. */
function renderPath(path: string): Html {
  return { trusted: escapeHtml(path).replaceAll("/", "/<wbr>") };
}

const whoMayCall: Readonly<Record<Access, string>> = {
  open: "Open to everyone.",
  registered: "For hotkeys that are registered on the subnet.",
  validators: "For validators of the subnet.",
};

/** What only a signature opens is asked with a command that signs. */
function exampleLine(method: string, path: string, { parameters, security }: Operation): string {
  const filled = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce((text, { name, schema }) => text.replace(`{${name}}`, exampleOf(schema)), path);
  if (method === "post") return `neuron query ${filled} --body '{}'`;
  if (security.length > 0) return `neuron query ${filled}`;
  const flags = filled.includes("/download/") ? "-OJ" : "--compressed";
  return `curl ${flags} "$NEURON${filled}"`;
}

function exampleOf({ examples, enum: choices }: JsonSchema): string {
  const [example] = [...(Array.isArray(examples) ? examples : []), ...(choices ?? [])] as readonly unknown[];
  return typeof example === "string" ? example : unknownExample;
}

function renderParameters(parameters: readonly Parameter[]): Html {
  if (parameters.length === 0) return html``;
  const rows = parameters.map(
    ({ name, in: place, required, description = "", schema }) =>
      html`<tr>
        <td><code>${name}</code></td>
        <td>${place}${required ? ", required" : ""}</td>
        <td>${description}${schema.enum === undefined ? "" : ` One of ${schema.enum.join(", ")}.`}</td>
      </tr>`,
  );
  return html`<h4>Parameters</h4>
    <div class="scroll">
      <table>
        ${rows}
      </table>
    </div>`;
}

function renderSuccess({ components }: OpenApiDocument, { responses }: Operation): Html {
  const schema = responses["200"]?.content?.["application/json"]?.schema;
  if (schema === undefined)
    return html`<h4>Answer</h4>
      <p>The file, as an attachment.</p>`;
  const resolved = components.schemas[schema.$ref?.split("/").at(-1) ?? ""] ?? schema;
  const rows = listFields(resolved).map(
    ({ path, type, description }) =>
      html`<tr>
        <td><code>${path}</code></td>
        <td>${type}</td>
        <td>${description}</td>
      </tr>`,
  );
  return html`<details>
      <summary>Answer fields</summary>
      <div class="scroll">
        <table>
          ${rows}
        </table>
      </div>
    </details>
    ${renderExample(resolved)}`;
}

function renderExample({ examples }: JsonSchema): Html {
  const [example] = Array.isArray(examples) ? (examples as readonly unknown[]) : [];
  if (example === undefined) return html``;
  return html`<details>
    <summary>Example</summary>
    <pre><code>${JSON.stringify(example, null, 2)}</code></pre>
  </details>`;
}

function renderErrors({ responses }: Operation): Html {
  const rows = Object.entries(responses)
    .filter(([status]) => status !== "200")
    .map(([status, { description }]) => html`<li><b>${status}</b> ${description}</li>`);
  return html`<ul class="errors">
    ${rows}
  </ul>`;
}
