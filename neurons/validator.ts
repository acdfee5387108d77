/** `neuron validator` under the name that process managers know from other subnets: the same flags and exit codes. */
import { loadProgram } from "./bundle/load-program.ts";

const { start } = await loadProgram();
await start(["validator", ...process.argv.slice(2)]);
