/** Runs the bundled program with the arguments given and keeps what V8 compiled for it: `node rehearse.js miner …`. */
import { renameSync, writeFileSync } from "node:fs";
import { bundleFiles, distDirectory, loadBundle } from "./bundle.ts";

const { program, compile } = loadBundle(distDirectory);
const { compiled } = bundleFiles(distDirectory);
process.once("exit", () => {
  // V8 does not look for damage: a half of it must never be found.
  writeFileSync(`${compiled}.new`, compile());
  renameSync(`${compiled}.new`, compiled);
});
await program.start(process.argv.slice(2));
