import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const execute = promisify(execFile);
const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const program = join(dirname(createRequire(import.meta.url).resolve("pm2/package.json")), "bin", "pm2");

/** What pm2 says of an app. */
export interface AppState {
  /** 0 while nothing runs. */
  readonly pid: number;
  readonly status: string;
  readonly restarts: number;
  readonly exitCode: number | undefined;
}

const listSchema = z.array(
  z.object({
    pid: z.number().default(0),
    pm2_env: z.object({
      status: z.string(),
      restart_time: z.number(),
      exit_code: z.number().nullish(),
    }),
  }),
);

const lookEveryMs = 250;
const patienceMs = 30_000;

/** A pm2 of the test's own, on the checkout's ecosystem.config.js; the test ends its daemon with `kill`. */
export class TestPm2 {
  readonly #home: string;
  readonly #environment: Readonly<Record<string, string>>;

  constructor(home: string, environment: Readonly<Record<string, string>>) {
    this.#home = home;
    this.#environment = environment;
  }

  /** Runs a pm2 command to its end and returns what it printed. */
  async run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const { stdout } = await execute(process.execPath, [program, ...args], {
      cwd: checkout,
      env: {
        PATH: process.env["PATH"],
        PM2_HOME: this.#home,
        PM2_DISABLE_VERSION_CHECK: "true",
        ...this.#environment,
        ...environment,
      },
    });
    return stdout;
  }

  async state(): Promise<AppState> {
    const text = await this.run(["jlist"]);
    const [app] = listSchema.parse(JSON.parse(text.slice(text.indexOf("["))));
    if (app === undefined) throw new Error("pm2 has no app");
    const { status, restart_time: restarts, exit_code: exitCode } = app.pm2_env;
    return { pid: app.pid, status, restarts, exitCode: exitCode ?? undefined };
  }

  /** Looks until the log says what is waited for, as often as it says it already and once more. */
  async log(isEnough: (log: string) => boolean): Promise<string> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const log = await readFile(join(this.#home, "logs", "neuron-error.log"), "utf8").catch(() => "");
      if (isEnough(log)) return log;
      if (Date.now() > deadline) throw new Error(`The log does not say it:\n${log}`);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  /** Ends every app and the daemon. */
  async kill(): Promise<void> {
    await this.run(["kill"]);
  }
}
