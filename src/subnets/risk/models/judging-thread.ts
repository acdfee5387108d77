import { parentPort, workerData } from "node:worker_threads";
import { asNeuronError } from "../../../lib/errors.ts";
import { judgeHeldOut, type HeldOutFiles, type JudgedHeldOut } from "./judge-held-out.ts";
import type { JudgingOutcome } from "./judging.ts";

// Only `judging.ts` starts it.
const outcome = await judgeHeldOut(workerData as HeldOutFiles).then(tell, explain);
parentPort?.postMessage(outcome);

function tell(judged: JudgedHeldOut): JudgingOutcome {
  return { kind: "judged", judged };
}

/** Errors lose their class on the way to another thread. */
function explain(error: unknown): JudgingOutcome {
  const { code, message } = asNeuronError(error);
  return { kind: "failed", code, message };
}
