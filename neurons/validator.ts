/** `neuron validator` under the name that process managers know from other subnets: the same flags and exit codes. */
import { runProcess } from "./run-process.ts";

await runProcess(["validator", ...process.argv.slice(2)]);
