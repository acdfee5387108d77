/** Makes the settings table of the README in the working directory anew. */
import { readFile, writeFile } from "node:fs/promises";
import { replaceSettingsTable } from "./readme.ts";

const readmeFile = "README.md";

await writeFile(readmeFile, replaceSettingsTable(await readFile(readmeFile, "utf8")));
