import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { mountSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { Chance } from "./chance.ts";
import { Checker } from "./checker.ts";
import type { Diary } from "./diary.ts";
import { EngineReader } from "./engine-reader.ts";
import { createFakeTime, type FakeTime } from "./fake-time.ts";
import { Load, type Asked } from "./load.ts";
import { startDevNetwork, type DevNetwork } from "./network.ts";
import { Operator } from "./operator.ts";
import { Outages } from "./outages.ts";
import { Publications } from "./publications.ts";
import { Source } from "./source.ts";
import { Supervisor, type LogLine } from "./supervisor.ts";
import { makeWorlds, type Worlds } from "./worlds.ts";

const dayMs = 86_400_000;
/** Days around today that the source has: a clock that is set may ask for any of them. */
const [firstDay, lastDay] = [-3, 1];
const lookEveryMs = 400;
/** Above what a log line needs to be followed by its rows. */
const mostShown = 5;

export interface SceneOptions {
  readonly seed: number;
  readonly perSecond: number;
  readonly diary: Diary;
}

/** Everything around a neuron: its chain, its source, its disk, its process manager, its callers and its operator. */
export interface Scene {
  readonly chance: Chance;
  readonly diary: Diary;
  /** Undefined where the disk cannot be made full. */
  readonly disk: SmallDisk | undefined;
  readonly time: FakeTime | undefined;
  readonly network: DevNetwork;
  readonly source: Source;
  readonly worlds: Worlds;
  readonly reader: EngineReader;
  readonly supervisor: Supervisor;
  readonly operator: Operator;
  readonly publications: Publications;
  readonly checker: Checker;
  readonly outages: Outages;
  readonly load: Load;
  /** What the neuron and its operator were told to be published, in that order. */
  readonly acknowledged: readonly string[];
  /** Ends everything. */
  stop(): Promise<void>;
}

/** Sets the scene: batches of some days are ingested and scored, the neuron serves, callers ask. */
export async function setScene({ seed, perSecond, diary }: SceneOptions): Promise<Scene> {
  const chance = new Chance(seed);
  const root = await makeTempDir();
  const dataDirectory = join(root, "data");
  const disk = await mountSmallDisk(dataDirectory);
  const time = await createFakeTime(root);
  const today = Date.now();
  const dates = Array.from({ length: lastDay - firstDay + 1 }, (_, place) =>
    new Date(today + (firstDay + place) * dayMs).toISOString().slice(0, 10),
  );
  const worlds = await makeWorlds(root, { dates, seeds: [seed, seed + 1] });
  const source = new Source(worlds.directories);
  const network = await startDevNetwork(root);
  const args = [
    ...["--data-dir", dataDirectory, "--source", await source.start(), "--log.format", "json"],
    ...network.args,
  ];
  const acknowledged: string[] = [];
  const reader = new EngineReader(dataDirectory);
  const publications = new Publications(reader);
  const checker = new Checker(publications, worlds);
  const outages = new Outages();
  const operator = new Operator({ args, diary, onPublished: (id) => acknowledged.push(id) });
  const supervisor = new Supervisor({
    args: [...args, ...schedule, ...noLimits],
    environment: time?.environment ?? {},
    diary,
    onLine: (line) => follow(line, { diary, acknowledged }),
  });
  const load = new Load({
    ...network,
    perSecond,
    chance: new Chance(seed + 2),
    diary,
    dates: () => publications.dates,
    onAsked: (asked) => hear(asked, { checker, outages }),
  });
  const watching = new AbortController();
  const following = followPublications({ publications, checker, diary }, watching.signal);
  return {
    ...{ chance, diary, disk, time, network, source, worlds, reader, supervisor, operator },
    ...{ publications, checker, outages, load, acknowledged },
    stop: async () => {
      await load.stop();
      watching.abort();
      await following;
      await supervisor.stop();
      await network.stop();
      await source.stop();
      await disk?.dispose();
      await removeTempDir(root);
    },
  };
}

/** A day's work every minute, and no long waits: ten minutes are to hold what happens in weeks. */
const schedule = [
  ...["--jobs.ingest", "* * * * *", "--jobs.score", "*/2 * * * *", "--jobs.tidy", "*/3 * * * *"],
  ...["--jobs.poll-seconds", "2", "--source.timeout-ms", "3000", "--source.retries", "2"],
];

/** All callers are one address and one hotkey here. What they do wrong is counted as ever. */
const noLimits = ["hotkey", "ip", "global"].flatMap((scope) => [
  ...[`--guard.${scope}-per-second`, "0", `--guard.${scope}-per-minute`, "0"],
]);

function follow(
  { level, message, ...fields }: LogLine,
  { diary, acknowledged }: { diary: Diary; acknowledged: string[] },
): void {
  if (message === "Scores published" && typeof fields["publication"] === "string")
    acknowledged.push(fields["publication"]);
  if (level !== "info" || shown.has(message)) diary.write(`neuron: ${message}`, brief(fields));
}

const shown: ReadonlySet<string> = new Set(["Axon listens", "Scores published", "Cooldown begins"]);

function brief(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields).filter(([name]) => name !== "timestamp");
  return Object.fromEntries(entries.slice(0, mostShown));
}

function hear(asked: Asked, { checker, outages }: Pick<Scene, "checker" | "outages">): void {
  const { question, outcome, askedAt, answeredAt } = asked;
  if (outcome.kind !== "answered" || outcome.signature.outcome !== "valid") {
    outages.refused(asked);
    return;
  }
  outages.answered(asked);
  checker.take({ question, body: outcome.body, askedAt, answeredAt });
}

/** Judges what still waits, once nothing is asked any more; what cannot be explained by now is wrong. */
export async function judgeTheRest({
  publications,
  checker,
}: Pick<Scene, "publications" | "checker">): Promise<void> {
  if (!(await publications.refresh())) throw new Error("No engine answers at the end");
  checker.settle(Infinity, Infinity);
}

async function followPublications(
  { publications, checker, diary }: Pick<Scene, "publications" | "checker" | "diary">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const readSince = diary.seconds;
    if (await publications.refresh()) checker.settle(diary.seconds, readSince);
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
