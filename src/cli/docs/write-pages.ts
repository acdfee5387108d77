/** Makes the generated pages of the documentation anew, in the working directory. */
import { readFile, writeFile } from "node:fs/promises";
import { apiPage, documentedEndpoints } from "./api-page.ts";
import { replaceImports } from "./architecture-page.ts";
import { readImportGraph } from "./import-graph.ts";
import { completeCodes } from "./troubleshooting-page.ts";

const architecture = "docs/architecture.md";
const troubleshooting = "docs/troubleshooting.md";

await writeFile("docs/api.md", apiPage(documentedEndpoints()));
await writeFile(
  architecture,
  replaceImports(await readFile(architecture, "utf8"), await readImportGraph(".")),
);
await writeFile(troubleshooting, completeCodes(await readFile(troubleshooting, "utf8")));
