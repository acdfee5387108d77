import { isProcessAlive } from "../../../src/lib/process-identity.ts";
import type { Fault } from "./fault.ts";

/** What a read waits for a new engine at most, in seconds. */
const longestOutage = 15;

/** The database engine's process is killed at once, whoever has started it. */
export const killEngine: Fault = {
  name: "kill -9 of the engine",
  happen: async ({ reader, outages, diary }) => {
    const pid = await reader.findPid();
    if (pid === undefined || !(await isProcessAlive(pid))) return;
    const outage = outages.begin("engine killed", diary.seconds);
    outage.until = outage.from + longestOutage;
    process.kill(pid, "SIGKILL");
    diary.write("killed the engine", { pid });
  },
};
