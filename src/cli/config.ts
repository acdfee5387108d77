import { describeSettings, formatSettings } from "../config/describe.ts";
import type { CommandDefinition } from "./command.ts";

export const configCommand: CommandDefinition = {
  explainsSettings: true,
  run: ({ config, print }) => {
    const settings = describeSettings(config);
    print(formatSettings(settings).trimEnd());
    return Promise.resolve({ settings });
  },
};
