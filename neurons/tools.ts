import type { WriteStream } from "node:tty";
import type { Tools } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import { systemClock } from "../src/lib/clock.ts";
import { silentProgress, type Progress } from "../src/lib/progress.ts";
import { createLogging } from "../src/ops/logs/logging.ts";

/** Returns what every part reports through: text and progress bars on a terminal, lines of JSON elsewhere. */
export async function createTools({ level, format }: Settings["log"], stream: WriteStream): Promise<Tools> {
  const automatic = stream.isTTY ? "text" : "json";
  const clock = systemClock();
  const logs = createLogging({ level, format: format === "auto" ? automatic : format }, { stream, clock });
  return {
    logger: logs.logger,
    logs,
    progress: stream.isTTY ? await openTerminalProgress(stream) : silentProgress(),
    clock,
  };
}

async function openTerminalProgress(stream: WriteStream): Promise<Progress> {
  return (await import("../src/ops/terminal-progress.ts")).terminalProgress(stream);
}
