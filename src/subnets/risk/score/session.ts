import type { ModelSession, ModelWorker } from "../../../ml/contract.ts";
import type { JobDeps } from "../job-deps.ts";

/** What scores within a session. */
export interface SessionDeps extends JobDeps {
  readonly session: ModelSession;
}

/** Does something with so many processes for models, which are started at once and gone when this returns. */
export async function withSession<Result>(
  worker: Pick<ModelWorker, "open">,
  processes: number,
  work: (session: ModelSession) => Promise<Result>,
): Promise<Result> {
  const session = worker.open(processes);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
