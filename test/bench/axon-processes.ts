import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import type { LoadJob, LoadResult } from "./axon-load-job.ts";
import { program, stopServer } from "./processes.ts";

/** An address of loopback that is banned from the start. */
export const bannedIp = "127.0.0.2";

/** As fast as it goes. */
export const unpaced = 1e9;

/** Two processes on a core each: an axon, and whoever loads it. */
export interface AxonUnderLoad {
  /** Returns what the axon process measures of itself: CPU time so far, CPU time of a verification, or memory. */
  ask(question: "cpu" | "verify" | "memory"): Promise<number>;
  /** Starts another process that sends; `end` ends all of them. */
  startLoad(): Promise<Load>;
}

export interface Load {
  /** Signs the requests of a job; what it returns sends them. */
  prepare(job: Omit<LoadJob, "url">): Promise<() => Promise<LoadResult>>;
}

/** Runs the work beside an axon, pinned to the first core, with its load on the second, where that can be done. */
export async function withAxon(work: (axon: AxonUnderLoad) => Promise<number>): Promise<number> {
  const directory = await makeTempDir();
  const children: ChildProcess[] = [];
  const start = async (name: string, core: number, args: readonly string[]) => {
    const [child, first] = await startPinned(name, core, args);
    children.push(child);
    return { child, first };
  };
  try {
    const { child: server, first: url } = await start("axon-server", 0, [directory, bannedIp]);
    return await work({
      ask: async (question) => Number(await askChild(server, question)),
      startLoad: async () => createLoad((await start("axon-load", 1, [])).child, String(url)),
    });
  } finally {
    for (const child of children) await stopServer(child);
    await removeTempDir(directory);
  }
}

function createLoad(child: ChildProcess, url: string): Load {
  return {
    prepare: async (job) => {
      await askChild(child, { url, ...job });
      return async () => (await askChild(child, "go")) as LoadResult;
    },
  };
}

async function startPinned(
  name: string,
  core: number,
  args: readonly string[],
): Promise<[ChildProcess, unknown]> {
  const command = [process.execPath, "--expose-gc", program(`test/bench/programs/${name}.js`), ...args];
  const child = spawn("taskset", ["--cpu-list", String(core), ...command], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return [child, await answerOf(child)];
}

function askChild(child: ChildProcess, question: string | object): Promise<unknown> {
  const answer = answerOf(child);
  child.send(question);
  return answer;
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [answered, ended] = [new AbortController(), new AbortController()];
  const answer = once(child, "message", { signal: ended.signal });
  const end = once(child, "exit", { signal: answered.signal }).then(
    () => {
      ended.abort(new Error(`A process of the bench ended with ${String(child.exitCode)}`));
    },
    // It answered first.
    () => undefined,
  );
  const [message] = (await answer) as unknown[];
  answered.abort();
  await end;
  return message;
}
