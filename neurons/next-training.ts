import type { Settings } from "../src/config/settings.ts";
import type { Schedule } from "../src/jobs/schedule.ts";
import type { Clock } from "../src/lib/clock.ts";

interface Known {
  readonly schedule: Schedule;
  readonly nextMs: number | undefined;
}

/**
 * Returns a function that tells when a network's models are trained next, in milliseconds; undefined where nothing is
 * trained by itself. Strangers may ask as often as they like: a schedule is read once, and its next time is looked for
 * when the last one has passed.
 */
export function createNextTraining(
  { jobs, networks }: Pick<Settings, "jobs" | "networks">,
  clock: Pick<Clock, "now">,
): (network: string) => Promise<number | undefined> {
  const known = new Map<string, Known>();
  const readSchedule = async (network: string): Promise<Schedule> => {
    // The scheduler is loaded after validators are answered.
    const { networkSchedules } = await import("../src/subnets/risk/schedule/schedules.ts");
    return networkSchedules(jobs, networks.indexOf(network)).train;
  };
  return async (network) => {
    if (!jobs.enabled) return undefined;
    const last = known.get(network);
    if (last?.nextMs !== undefined && clock.now() < last.nextMs) return last.nextMs;
    const schedule = last?.schedule ?? (await readSchedule(network));
    const nextMs = schedule.nextAfter(clock.now());
    known.set(network, { schedule, nextMs });
    return nextMs;
  };
}
