import type { Fault } from "./fault.ts";
import { forAWhile } from "./for-a-while.ts";

/** The disk of the data directory has no room left for a while. */
export const diskFull: Fault = {
  name: "disk full",
  happen: async ({ disk, chance, diary }, signal) => {
    if (disk === undefined) return;
    await disk.fill();
    diary.write("disk is full");
    await forAWhile(chance.between(10, 25), signal);
    await disk.free();
    diary.write("disk has room");
  },
};
