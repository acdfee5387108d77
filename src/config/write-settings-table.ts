/** Makes the settings table of the documentation in the working directory anew. */
import { readFile, writeFile } from "node:fs/promises";
import { replaceSettingsTable } from "./settings-table.ts";

const file = "docs/configuration.md";

await writeFile(file, replaceSettingsTable(await readFile(file, "utf8")));
