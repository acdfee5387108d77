import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Progress } from "../../lib/progress.ts";
import type { ModelWorker } from "../../ml/contract.ts";
import type { Database } from "../../store/database.ts";

/** What the jobs of one network work with. */
export interface JobDeps {
  readonly database: Database;
  readonly worker: ModelWorker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly progress: Progress;
  /** Where rows on their way to a model are kept, and removed again. */
  readonly scratchDirectory: string;
}
