import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import { build, stop, transform, type Plugin } from "esbuild-wasm";
import { bundleFiles } from "./bundle.ts";

const target = { platform: "node", target: "node20", logLevel: "error" } as const;

/** They have libraries of the machine beside them, or are large and no part of a start. */
const keptOut = new Set(["chdb", "koffi", "ffi-rs", "libsodium-wrappers-sumo", "@aws-sdk/client-s3"]);

const head = `(function (exports, require, module, __filename) {
const __placeOf = (path) => new URL(path, require("node:url").pathToFileURL(__filename)).href;`;
const foot = "})";

/** Writes the bundle of the compiled modules in a directory, and removes what V8 made of an earlier one. */
export async function writeBundle(directory: string): Promise<void> {
  const { bundle, compiled } = bundleFiles(directory);
  const { outputFiles } = await build({
    ...target,
    entryPoints: [join(directory, "neurons/start.js")],
    bundle: true,
    write: false,
    format: "esm",
    plugins: [loadOutsideLate, keepPlaces(directory)],
  });
  // Modules may wait for something while they load, as the wallet's do for their WebAssembly: a bundle has such modules
  // only as an ES module, and V8 gives what it compiled only of a script.
  const { code } = await transform(outputFiles[0]?.text ?? "", {
    ...target,
    format: "cjs",
    minifyWhitespace: true,
    banner: head,
    footer: foot,
  });
  await stop();
  await rm(compiled, { force: true });
  await writeFile(`${bundle}.new`, code);
  await rename(`${bundle}.new`, bundle);
}

/** What is outside the bundle is loaded with the module that imports it: otherwise all of it would be at once. */
const loadOutsideLate: Plugin = {
  name: "load outside late",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^[^.]/ }, ({ path, namespace }) => {
      if (!isBuiltin(path) && !keptOut.has(path)) return undefined;
      return namespace === "outside" ? { path, external: true } : { path, namespace: "outside" };
    });
    bundler.onLoad({ filter: /^/, namespace: "outside" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** Modules find files and programs by their own place, also from within the bundle. */
function keepPlaces(directory: string): Plugin {
  return {
    name: "keep places",
    setup: (bundler) => {
      bundler.onLoad({ filter: /\.m?js$/, namespace: "file" }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes("import.meta.url")) return undefined;
        const place = JSON.stringify(relative(directory, path));
        return { contents: text.replaceAll("import.meta.url", `__placeOf(${place})`) };
      });
    },
  };
}
