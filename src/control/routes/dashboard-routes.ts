import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ControlRoute } from "../server/request.ts";

/** The page's own files, seen from this file's place in `dist`. */
const pageDirectory = fileURLToPath(new URL("../../../../src/control/dashboard/", import.meta.url));

const fromHere = createRequire(import.meta.url);

const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css" } as const;

/** Where each file of the page is: its own, and the libraries as they come from their packages. */
const pageFiles: readonly (readonly [path: string, file: string, type: keyof typeof types])[] = [
  ["/", join(pageDirectory, "index.html"), "html"],
  ...[
    "app.js",
    "api.js",
    "charts.js",
    "elements.js",
    "format.js",
    "jobs.js",
    "log.js",
    "record.js",
    "sections.js",
  ].map((name) => [`/dashboard/${name}`, join(pageDirectory, name), "js"] as const),
  ["/dashboard/style.css", join(pageDirectory, "style.css"), "css"],
  ["/vendor/preact.js", packageFile("preact", "preact.mjs"), "js"],
  ["/vendor/htm.js", packageFile("htm", "htm.mjs"), "js"],
  ["/vendor/uplot.js", packageFile("uplot", "uPlot.esm.js"), "js"],
  ["/vendor/uplot.css", packageFile("uplot", "uPlot.min.css"), "css"],
];

/** Returns the routes of the dashboard's files. They hold no data, so that anyone may read them. */
export function createDashboardRoutes(): ControlRoute[] {
  return pageFiles.map(([path, file, type]) => ({
    method: "GET",
    path,
    access: "anyone",
    handle: async () => ({ status: 200, type: types[type], body: await readFile(file) }),
  }));
}

/** Returns the path of the file that a package has beside the one which Node would load. */
function packageFile(packageName: string, name: string): string {
  return join(dirname(fromHere.resolve(packageName)), name);
}
