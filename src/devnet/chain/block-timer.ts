import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";

export interface BlockTimer {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly intervalMs: number;
  readonly seal: () => void;
}

/** Seals a block at every interval until the signal fires. A beat that a slow machine misses is skipped. */
export async function sealRegularly(timer: BlockTimer, signal: AbortSignal): Promise<void> {
  const { clock, logger, intervalMs, seal } = timer;
  let dueMs = clock.now() + intervalMs;
  while (await sleepUntil(dueMs, clock, signal)) {
    try {
      seal();
    } catch (error) {
      logger.error("Devnet block failed", { reason: messageOf(error) });
    }
    dueMs = Math.max(dueMs + intervalMs, clock.now());
  }
}

/** Returns false when the signal fired first. */
async function sleepUntil(dueMs: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(Math.max(0, dueMs - clock.now()), signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
