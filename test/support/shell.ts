import type { NetworkJobs } from "../../src/subnets/risk/network-jobs.ts";
import { runProgram } from "../../src/cli/program.ts";
import type { Output, Shell, Tools, Workshop } from "../../src/cli/shell.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { FakeClock } from "./fake-clock.ts";
import { recordingLogger, type LogLine } from "./log.ts";

/** What a command line did. */
export interface ProgramRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly questions: readonly string[];
  readonly log: readonly LogLine[];
}

export interface ProgramInput {
  readonly workingDirectory: string;
  readonly environment?: Shell["environment"];
  /** Whether results go to a terminal. */
  readonly isTerminal?: boolean;
  /** What a person types, question by question; without it, there is nobody. */
  readonly typed?: readonly string[];
  /** Without it, there is no database. */
  readonly createStore?: Shell["createStore"];
  /** What a person says when asked for a yes. */
  readonly agrees?: boolean;
  /** The jobs of every network; without them, no store opens. */
  readonly jobs?: NetworkJobs;
}

/** Runs a command line in this process, with everything outside recorded or made up. */
export async function run(commandLine: readonly string[], input: ProgramInput): Promise<ProgramRun> {
  const written = { stdout: "", stderr: "" };
  const questions: string[] = [];
  const logger = recordingLogger();
  const output = (stream: keyof typeof written): Output => ({
    write: (text) => void (written[stream] += text),
    isTerminal: input.isTerminal ?? false,
  });
  const shell: Shell = {
    environment: { HOME: input.workingDirectory, ...input.environment },
    workingDirectory: input.workingDirectory,
    stdout: output("stdout"),
    stderr: output("stderr"),
    prompt: {
      isInteractive: input.typed !== undefined,
      askSecret: (question) => {
        const answer = input.typed?.[questions.push(question) - 1];
        return answer === undefined ? Promise.reject(new Error("Nobody answers")) : Promise.resolve(answer);
      },
    },
    signal: new AbortController().signal,
    createTools: () =>
      Promise.resolve({
        logger,
        logs: recordedLogs(logger.lines),
        progress: silentProgress(),
        clock: new FakeClock(),
      }),
    createStore: input.createStore ?? noStore,
    openWorkshop: () => openWorkshop(input.jobs),
    confirm: () => Promise.resolve(input.agrees ?? false),
    reportCrashesTo: () => undefined,
    announceReady: () => undefined,
  };
  const exitCode = await runProgram(commandLine, shell);
  return { exitCode, ...written, questions, log: logger.lines };
}

function noStore(): Promise<never> {
  return Promise.reject(new Error("No store here"));
}

/** A log of one level, without files. */
function recordedLogs(lines: readonly LogLine[]): Tools["logs"] {
  return {
    level: () => "info",
    setLevel: () => undefined,
    keepFiles: () => () => Promise.resolve(),
    recentLines: (after) =>
      lines.slice(after).map((line, place) => ({ ...line, atMs: 0, sequence: after + place + 1 })),
  };
}

function openWorkshop(jobs: NetworkJobs | undefined): Promise<Workshop> {
  if (jobs === undefined) return Promise.reject(new Error("No workshop here"));
  return Promise.resolve({
    jobsOf: () => Promise.resolve(jobs),
    startAxon: () => Promise.reject(new Error("No axon here")),
    databaseOf: () => unavailable("database"),
    inspect: () => Promise.reject(new Error("Nothing to inspect here")),
    startControl: () => Promise.reject(new Error("No control API here")),
    createJobRunner: () => Promise.reject(new Error("No schedule here")),
    close: () => Promise.resolve(),
  });
}

function unavailable(what: string): never {
  throw new Error(`No ${what} here`);
}
