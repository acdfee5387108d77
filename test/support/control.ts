import { join } from "node:path";
import type { ControlDeps } from "../../src/control/control-deps.ts";
import { createControl } from "../../src/control/create-control.ts";
import { controlFilesIn, findToken } from "../../src/control/server/token-file.ts";
import type { JobRun } from "../../src/jobs/job-runner.ts";
import type { LogLevel } from "../../src/ops/logs/level.ts";
import type { LoggedLine } from "../../src/ops/logs/recent-lines.ts";
import type { NeuronFacts } from "../../src/ops/neuron-facts.ts";
import { createFacts } from "./facts.ts";
import { FakeClock } from "./fake-clock.ts";
import { recordingLogger } from "./log.ts";
import { makeTempDir, removeTempDir } from "./temp-dir.ts";

/** A control API that listens, of a neuron that a test makes up as it goes. */
export interface TestControl {
  readonly url: string;
  readonly token: string;
  readonly dataDirectory: string;
  readonly log: ReturnType<typeof recordingLogger>;
  /** What the neuron says of itself. */
  facts: NeuronFacts;
  readonly lines: LoggedLine[];
  /** What the jobs' history has; when empty, as many runs under way as are asked for. */
  readonly runs: JobRun[];
  readonly started: { job: string; scope: string }[];
  stop(): Promise<void>;
}

/** Starts a control API on a free port, or on the one given; the test stops it. */
export async function startControl({ port = 0 } = {}): Promise<TestControl> {
  const dataDirectory = await makeTempDir();
  const log = recordingLogger();
  const test = {
    facts: createFacts(),
    lines: new Array<LoggedLine>(),
    runs: new Array<JobRun>(),
    started: new Array<JobName>(),
  };
  const server = createControl(
    { ...createDeps(test), bansDirectory: join(dataDirectory, "bans"), logger: log },
    { host: "127.0.0.1", port, files: controlFilesIn(dataDirectory) },
  );
  await server.start(new AbortController().signal);
  const token = (await findToken(controlFilesIn(dataDirectory).token)) ?? "";
  const stop = async () => {
    await server.stop();
    await removeTempDir(dataDirectory);
  };
  return Object.assign(test, { url: server.url(), token, dataDirectory, log, stop });
}

interface JobName {
  readonly job: string;
  readonly scope: string;
}

function createDeps(
  test: Pick<TestControl, "facts" | "lines" | "runs" | "started">,
): Omit<ControlDeps, "bansDirectory"> {
  let level: LogLevel = "info";
  return {
    facts: () => Promise.resolve(test.facts),
    metrics: () => Promise.resolve({ type: "text/plain", text: "neuron_registered 1\n" }),
    jobs: {
      list: () => [
        {
          job: "ingest",
          scope: "torus",
          schedule: "",
          timeZone: "UTC",
          nextRunMs: undefined,
          current: undefined,
          last: undefined,
        },
      ],
      history: ({ limit } = {}) =>
        test.runs.length > 0
          ? test.runs
          : Array.from({ length: limit ?? 1 }, () => createRun("ingest", "torus")),
      run: (job, scope) => {
        test.started.push({ job, scope });
        return createRun(job, scope);
      },
      cancel: (id) => id === "run-1",
    },
    logs: {
      level: () => level,
      setLevel: (wanted) => (level = wanted),
      recentLines: (after) => test.lines.filter(({ sequence }) => sequence > after),
    },
    settings: [{ key: "clickhouse.password", value: "(hidden)", source: ".env" }],
    clock: new FakeClock(),
    findScoreDistribution: (network) =>
      Promise.resolve(
        network === "torus" ? { processingDate: "2025-08-01", steps: [5, 9, 3, 1, 0, 2, 8, 20] } : undefined,
      ),
  };
}

function createRun(job: string, scope: string) {
  return {
    id: "run-1",
    job,
    scope,
    trigger: "manual",
    scheduledForMs: 0,
    startedAtMs: 0,
    endedAtMs: undefined,
    outcome: "running",
    counts: {},
    error: undefined,
    target: "",
  } as const;
}
