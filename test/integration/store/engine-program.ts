/**
 * Runs the embedded engine as a neuron would, in a process that a test may kill:
 * `node engine-program.js <dataDir>`. Prints the engine's status as one line of JSON, then waits for its own end.
 */
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { Engine } from "../../../src/store/engine/engine.ts";

const [dataDir = ""] = process.argv.slice(2);
const engine = new Engine(
  { clock: systemClock(), logger: silentLogger() },
  { dataDir, maxMemoryBytes: 1_000_000_000 },
);
await engine.start(new AbortController().signal);
process.stdout.write(`${JSON.stringify(await engine.findStatus())}\n`);
process.once("SIGTERM", () => {
  engine.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
