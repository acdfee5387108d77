import { once } from "node:events";
import { askService } from "./ask-service.ts";
import { scorerOrderSchema, type ScorerOrder } from "./order.ts";
import { runModule } from "./run-module.ts";

// The program of the child process that a module or service is asked from: it takes one order and ends with 0 once the
// answer is written. Hundreds of megabytes of features, and code that nobody of us has read, stay off the neuron's loop.

// The neuron is gone: there is nobody left to work for.
process.once("disconnect", () => process.exit(1));
const messages: unknown[] = await once(process, "message");
try {
  await carryOut(scorerOrderSchema.parse(messages[0]));
  process.exit(0);
} catch (error) {
  // The last line is what the operator is told.
  process.stderr.write(`${inWords(error)}\n`, () => process.exit(1));
}

async function carryOut(order: ScorerOrder): Promise<void> {
  const { program } = order;
  await (program.kind === "module"
    ? runModule(program.path, order)
    : askService(new URL(program.url), order));
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? ""}\n${error.message.replaceAll(/\s+/g, " ")}`;
}
