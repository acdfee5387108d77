import type { Fault } from "./fault.ts";
import { forAWhile } from "./for-a-while.ts";

const minute = 60;
const hour = 60 * minute;
/** Callers with the true time are still in time for a clock that is off by this much: btauth takes 2 s ahead. */
const harmless = { ahead: 3, behind: 1 };
/** The library and the requests under way need so long to see the true time again, in seconds. */
const settle = 2;

/** The neuron's clock is set, by a little or by a lot, and set right after a while. */
export const clockJumps: Fault = {
  name: "clock jumps",
  happen: async ({ time, outages, chance, diary }, signal) => {
    if (time === undefined) return;
    const offset = chance.pick([-harmless.behind, harmless.ahead, 2 * minute, -hour, hour]);
    const isHarmless = offset >= -harmless.behind && offset <= harmless.ahead;
    const outage = isHarmless ? undefined : outages.begin("clock set", diary.seconds);
    diary.write("clock is set", { offsetSeconds: offset });
    await time.set(offset);
    await forAWhile(chance.between(5, 15), signal);
    await time.set(0);
    await forAWhile(settle, signal);
    if (outage !== undefined) outage.until = diary.seconds;
    diary.write("clock is right");
  },
};
