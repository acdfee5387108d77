import { floodCosts, goodUnderFlood, signedVsVerify } from "./axon.ts";
import { verdict, type Bench } from "./bench.ts";
import { longestStall, loopDelayRatio, scoringDelayRatio } from "./event-loop.ts";
import { explainVsLibrary, scoreVsLibrary } from "./explaining.ts";
import { featuresVsScan } from "./features.ts";
import { ingestVsInsert } from "./ingesting.ts";
import { metagraphRefresh } from "./metagraph.ts";
import { engineMemory, neuronMemory } from "./memory.ts";
import { randomDates } from "./random-dates.ts";
import { scoreVsFloor } from "./scoring.ts";
import { cachedVsBare, cachedVsNaive, firstVsQuery } from "./serving.ts";
import { firstAnswer } from "./starting.ts";
import { trainVsLibrary } from "./training.ts";
import { verifyVsLibrary } from "./verifying.ts";

const benches: readonly Bench[] = [
  cachedVsNaive,
  cachedVsBare,
  firstVsQuery,
  randomDates,
  firstAnswer,
  ingestVsInsert,
  featuresVsScan,
  scoreVsFloor,
  trainVsLibrary,
  explainVsLibrary,
  scoreVsLibrary,
  loopDelayRatio,
  scoringDelayRatio,
  longestStall,
  neuronMemory,
  engineMemory,
  verifyVsLibrary,
  metagraphRefresh,
  signedVsVerify,
  ...floodCosts,
  goodUnderFlood,
];

/** Runs all benches, or those whose names begin as an argument says; one line of JSON each, exit code 1 on a miss. */
const wanted = process.argv.slice(2);
const chosen = benches.filter(
  ({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)),
);
for (const bench of chosen) {
  const line = verdict(bench, await bench.measure());
  process.stdout.write(`${line}\n`);
  if (line.includes('"pass":false')) process.exitCode = 1;
}
