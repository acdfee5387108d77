import type { ModelSession, ModelWorker } from "../../../ml/contract.ts";

/** Does something with a process for models, which is started at once and gone when this returns. */
export async function withSession<Result>(
  worker: Pick<ModelWorker, "open">,
  work: (session: ModelSession) => Promise<Result>,
): Promise<Result> {
  const session = worker.open();
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
