import type { TrainRequest, TrainResult } from "../../../ml/contract.ts";
import type { JobDeps } from "../job-deps.ts";

/** Trains a model, and shows under this title how many of its rounds are done. */
export async function trainWatched(
  { worker, progress }: Pick<JobDeps, "worker" | "progress">,
  title: string,
  { request, signal }: { readonly request: TrainRequest; readonly signal: AbortSignal },
): Promise<TrainResult> {
  const step = progress.start(title, request.rounds);
  try {
    return await worker.train(request, { signal, onRound: (done) => step.update(done) });
  } finally {
    step.finish();
  }
}
