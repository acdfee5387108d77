import { readdir } from "node:fs/promises";
import { verdict } from "../bench/bench.ts";
import { residentMegabytes } from "../bench/processes.ts";
import { trendOf, type Sample } from "../bench/trend.ts";
import { begin } from "./beginning.ts";
import { Diary } from "./diary.ts";
import { seeTheEnd } from "./ending.ts";
import { forAWhile } from "./faults/for-a-while.ts";
import { interrupted } from "./interrupted.ts";
import { readOptions } from "./options.ts";
import { judgeTheRest, setScene, type Scene } from "./scene.ts";

const perSecond = 10;
const sampleEverySeconds = 5;
/** Caches and the replay store fill at first, so only what comes after this share counts. */
const warmUpShare = 0.4;
/** Jobs make the memory of both processes go up and down; within this, or twice the error of the slope, is noise. */
const noise = { megabytesPerMinute: 1, handlesPerMinute: 0.2 };

/** What a process has at a moment. */
interface Look {
  readonly atMinutes: number;
  readonly megabytes: number;
  readonly handles: number;
}

/** Runs a neuron for minutes with a new batch and its jobs every minute. Exit code 1 when it grows. */
const options = readOptions(process.argv.slice(2), { minutes: 20, seed: 1 });
const diary = new Diary();
const stopped = interrupted();
diary.write("soak", { ...options });
const scene = await setScene({ seed: options.seed, perSecond, diary });
try {
  await begin(scene);
  const looks = await watch(scene, options.minutes);
  const ending = await seeTheEnd(scene);
  await scene.load.stop();
  await judgeTheRest(scene);
  report(scene, { looks, isHealthy: ending.isHealthy, lost: ending.lost.length });
} finally {
  await scene.stop();
}

interface Looks {
  readonly neuron: Look[];
  readonly engine: Look[];
}

async function watch({ supervisor, reader, source, diary }: Scene, minutes: number): Promise<Looks> {
  const looks: Looks = { neuron: [], engine: [] };
  const startedAt = diary.seconds;
  let minute = 0;
  for (;;) {
    const atMinutes = (diary.seconds - startedAt) / 60;
    if (atMinutes >= minutes || stopped.aborted) return looks;
    if (Math.floor(atMinutes) > minute) {
      minute = Math.floor(atMinutes);
      source.replace();
      diary.write("minute", { minute, neuron: sayLook(looks.neuron), engine: sayLook(looks.engine) });
    }
    for (const [pid, own] of [
      [supervisor.pid, looks.neuron],
      [await reader.findPid(), looks.engine],
    ] as const) {
      if (pid !== undefined) own.push({ atMinutes, ...(await lookAt(pid)) });
    }
    await forAWhile(sampleEverySeconds, stopped);
  }
}

function sayLook(looks: readonly Look[]): string {
  const look = looks.at(-1);
  return look === undefined ? "none" : `${look.megabytes} MB, ${look.handles} handles`;
}

async function lookAt(pid: number): Promise<Omit<Look, "atMinutes">> {
  const handles = (await readdir(`/proc/${pid}/fd`)).length;
  return { megabytes: Math.round(await residentMegabytes(pid)), handles };
}

function report(
  { checker, outages, load, publications, supervisor }: Scene,
  { looks, isHealthy, lost }: { looks: Looks; isHealthy: boolean; lost: number },
): void {
  const { length: made } = publications.dates;
  diary.write("figures", {
    requests: load.sent,
    answers: checker.checked,
    dates: made,
    publications: publications.count,
  });
  for (const [way, failures] of outages.unexplained) diary.write("refused", { way, ...failures });
  const lines = [
    ...growthOf("neuron", looks.neuron),
    ...growthOf("engine", looks.engine),
    ...[
      ["wrong_answers", checker.wrong.length + checker.stepsBack.length],
      ["lost_publications", lost],
      ["refused", outages.unexplainedCount],
      ["crashes", supervisor.crashes],
      ["unhealthy_at_the_end", isHealthy ? 0 : 1],
    ].map(([name, value]) => verdict({ name: `soak.${String(name)}`, target: { atMost: 0 } }, Number(value))),
  ];
  for (const line of lines) {
    process.stdout.write(`${line}\n`);
    if (line.includes('"pass":false')) process.exitCode = 1;
  }
}

function growthOf(who: string, looks: readonly Look[]): string[] {
  const settled = looks.filter(({ atMinutes }) => atMinutes > options.minutes * warmUpShare);
  const figure = (name: string, value: "megabytes" | "handles", least: number) => {
    const { perMinute, error } = trendOf(lowestOfMinutes(settled, value));
    const atMost = Number(Math.max(least, 2 * error).toPrecision(3));
    return verdict({ name: `soak.${who}_${name}_per_minute`, target: { atMost } }, perMinute);
  };
  return [
    figure("mb", "megabytes", noise.megabytesPerMinute),
    figure("handles", "handles", noise.handlesPerMinute),
  ];
}

/** What a process has while nothing runs: jobs come and go within a minute. */
function lowestOfMinutes(looks: readonly Look[], value: "megabytes" | "handles"): Sample[] {
  const lowest = new Map<number, number>();
  for (const look of looks) {
    const minute = Math.floor(look.atMinutes);
    lowest.set(minute, Math.min(lowest.get(minute) ?? Infinity, look[value]));
  }
  return [...lowest].map(([atMinutes, least]) => ({ atMinutes, value: least }));
}
