import { withDeadline } from "../../src/lib/deadline.ts";
import { verdict } from "../bench/bench.ts";
import { begin } from "./beginning.ts";
import { letItAllGoWrong } from "./calamities.ts";
import { Diary } from "./diary.ts";
import { seeTheEnd } from "./ending.ts";
import { interrupted } from "./interrupted.ts";
import { readOptions } from "./options.ts";
import { judgeTheRest, setScene, type Scene } from "./scene.ts";

const perSecond = 50;
const longestDowntimeSeconds = 5;
const mostShown = 10;

/**
 * Kills a neuron and its engine, sets its clock, fills its disk, takes its chain and its source away, at random for
 * minutes, while it is asked fifty times a second. Exit code 1 when it does not keep what is promised.
 */
const options = readOptions(process.argv.slice(2), { minutes: 10, seed: 1 });
const diary = new Diary();
const stopped = interrupted();
diary.write("chaos", { ...options });
const scene = await setScene({ seed: options.seed, perSecond, diary });
try {
  if (scene.disk === undefined) diary.write("The disk is never full in this run: mounting one takes root");
  if (scene.time === undefined)
    diary.write("The clock is never set in this run: libfaketime is not installed");
  await begin(scene);
  const time = { signal: stopped, limitMs: options.minutes * 60_000 };
  const happened = await withDeadline(time, (over) => letItAllGoWrong(scene, over));
  const ending = await seeTheEnd(scene);
  await scene.load.stop();
  await judgeTheRest(scene);
  report(scene, { happened, ending });
} finally {
  await scene.stop();
}

function report(
  { checker, outages, load, supervisor, publications }: Scene,
  {
    happened,
    ending,
  }: { happened: ReadonlyMap<string, number>; ending: Awaited<ReturnType<typeof seeTheEnd>> },
): void {
  const downtimes = outages.downtimes(load.endedAt);
  for (const { what, at, seconds } of downtimes)
    diary.write("downtime", { what, at: Number(at.toFixed(1)), seconds: Number(seconds.toFixed(2)) });
  for (const wrong of checker.wrong.slice(0, mostShown)) diary.write("wrong answer", { wrong });
  for (const step of checker.stepsBack.slice(0, mostShown)) diary.write("step back", { step });
  for (const [way, failures] of outages.unexplained) diary.write("refused", { way, ...failures });
  const { length: kills } = downtimes;
  const counts = { ...Object.fromEntries(happened), kills, requests: load.sent, failed: outages.failed };
  diary.write("figures", { ...counts, answers: checker.checked, publications: publications.count });
  const worst = (what: string) =>
    Math.max(0, ...downtimes.filter((downtime) => downtime.what === what).map(({ seconds }) => seconds));
  const figures: readonly (readonly [string, number, number])[] = [
    ["wrong_answers", checker.wrong.length, 0],
    ["steps_back", checker.stepsBack.length, 0],
    ["lost_publications", ending.lost.length, 0],
    ["unexplained_refusals", outages.unexplainedCount, 0],
    ["crashes", supervisor.crashes, 0],
    ["neuron_downtime_s", worst("neuron killed"), longestDowntimeSeconds],
    ["engine_downtime_s", worst("engine killed"), longestDowntimeSeconds],
    ["unhealthy_at_the_end", ending.isHealthy ? 0 : 1, 0],
    ["status_s", ending.statusSeconds, 1],
  ];
  for (const [name, value, atMost] of figures) {
    const line = verdict({ name: `chaos.${name}`, target: { atMost } }, value);
    process.stdout.write(`${line}\n`);
    if (line.includes('"pass":false')) process.exitCode = 1;
  }
}
