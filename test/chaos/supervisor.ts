import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startNeuron, stop } from "../support/cli.ts";
import type { Diary } from "./diary.ts";

/** A line of the neuron's log. */
export type LogLine = Readonly<Record<string, unknown>> & {
  readonly level: string;
  readonly message: string;
};

const logLine = z.looseObject({ level: z.string(), message: z.string() });
const ecosystem = z.object({
  apps: z.tuple([
    z.looseObject({ exp_backoff_restart_delay: z.number(), stop_exit_codes: z.array(z.number()) }),
  ]),
});

/** As pm2 does it: each pause is half as long again as the one before, unless the process ran for half a minute. */
const growth = 1.5;
const longestDelayMs = 15_000;
const settledMs = 30_000;

export interface SupervisorOptions {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly diary: Diary;
  readonly onLine: (line: LogLine) => void;
}

/** Starts the neuron, and starts it again whenever it ends, with the pauses and exceptions of ecosystem.config.js. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #running: Promise<void> = Promise.resolve();
  starts = 0;
  /** Ends that nobody here caused. */
  crashes = 0;
  #isKilled = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const [app] = ecosystem.parse(
      await import(new URL("../../../ecosystem.config.js", import.meta.url).href),
    ).apps;
    this.#running = this.#keepRunning(app);
  }

  /** The running neuron's process; undefined in a pause between two. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends the neuron at once; returns whether there was one. */
  kill(): boolean {
    this.#isKilled = this.#child?.kill("SIGKILL") ?? false;
    return this.#isKilled;
  }

  /** Asks the neuron to stop, and resolves once it is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#child !== undefined) await stop(this.#child);
    await this.#running;
  }

  async #keepRunning(app: z.infer<typeof ecosystem>["apps"][0]): Promise<void> {
    const { signal } = this.#stopping;
    let delayMs = 0;
    while (!this.#isStopping()) {
      const startedAt = performance.now();
      const code = await this.#runOnce();
      if (this.#isStopping()) return;
      if (code !== null && app.stop_exit_codes.includes(code)) {
        this.#options.diary.write("neuron ended for good", { code });
        return;
      }
      const isSettled = performance.now() - startedAt > settledMs;
      delayMs =
        delayMs === 0 || isSettled
          ? app.exp_backoff_restart_delay
          : Math.min(longestDelayMs, Math.floor(delayMs * growth));
      await delay(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #runOnce(): Promise<number | null> {
    const { args, environment, diary, onLine } = this.#options;
    const child = startNeuron(["miner", ...args], { environment });
    this.#child = child;
    this.#isKilled = false;
    this.starts += 1;
    child.stdout?.resume();
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on("line", (text) => {
        const line = parseLine(text);
        if (line === undefined) diary.write("neuron said", { text });
        else onLine(line);
      });
    }
    const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, "exit"));
    this.#child = undefined;
    if (!this.#wasKilled() && !this.#isStopping()) {
      this.crashes += 1;
      diary.write("neuron ended by itself", { code });
    }
    return code;
  }

  #wasKilled(): boolean {
    return this.#isKilled;
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }
}

function parseLine(text: string): LogLine | undefined {
  try {
    return logLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
