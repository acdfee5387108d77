/** Runs the bundled program with the arguments given and keeps what V8 compiled for it: `node rehearse.js miner …`. */
import { bundleFiles, distDirectory, loadBundle } from "./bundle.ts";
import { saveCompiled } from "./compiled.ts";

const { program, compile } = loadBundle(distDirectory);
process.once("exit", () => saveCompiled(bundleFiles(distDirectory).compiled, compile()));
await program.start(process.argv.slice(2));
