import { z } from "zod";
import type { CommandDefinition } from "./command.ts";

/** Not one of sysexits(3): the doctor worked, and what it looked at does not. */
const unhealthyExitCode = 1;

const resultSchema = z.object({ checks: z.array(z.object({ status: z.string() })) });

export const doctorCommand: CommandDefinition = {
  settings: ["source", "axon.reach-service"],
  run: async (call) => (await import("./doctor/run-doctor.ts")).runDoctor(call),
  exitCodeOf: (result) =>
    resultSchema.parse(result).checks.some(({ status }) => status === "fail") ? unhealthyExitCode : 0,
};
