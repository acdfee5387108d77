import type { Fault } from "./fault.ts";
import { forAWhile } from "./for-a-while.ts";

/** The source errs in one of the ways in which sources do. */
export const sourceErrors: Fault = {
  name: "source errors",
  happen: async ({ source, chance, diary }, signal) => {
    const mood = chance.pick(["refuses", "hangs", "breaks off", "has nothing", "corrupts"]);
    source.mood = mood;
    diary.write(`source ${mood}`);
    await forAWhile(chance.between(10, 40), signal);
    source.mood = "well";
    diary.write("source is well");
  },
};
