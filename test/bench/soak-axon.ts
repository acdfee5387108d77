import { unpaced, withAxon } from "./axon-processes.ts";
import { trendOf, type Sample } from "./trend.ts";

/** Loads an axon for minutes, with good and bad requests, and tells how its memory goes. Exit code 1 when it grows. */
const [minutes = 5] = process.argv.slice(2).map(Number);
const job = {
  kinds: ["signed", "unsigned", "unknown", "signed", "replayed"],
  requests: 6_000,
  connections: 16,
  perSecond: unpaced,
} as const;
/** The replay store fills for as long as requests are fresh, so only what comes after this counts. */
const warmUpShare = 0.4;
const toleratedMegabytesPerMinute = 2;

const startedAt = performance.now();
const samples: Sample[] = [];
let answered = 0;
const slope = await withAxon(async (axon) => {
  const load = await axon.startLoad();
  while (elapsedMinutes() < minutes) {
    const { statuses } = await (await load.prepare(job))();
    const { 200: accepted = 0, 401: unproven = 0, 403: unknown = 0 } = statuses;
    answered += accepted + unproven + unknown;
    if (accepted + unproven + unknown !== job.requests)
      throw new Error(`Answered ${JSON.stringify(statuses)}`);
    samples.push({ atMinutes: elapsedMinutes(), value: await axon.ask("memory") });
  }
  const settled = samples.filter(({ atMinutes }) => atMinutes > minutes * warmUpShare);
  return Number(trendOf(settled).perMinute.toFixed(3));
});
const pass = slope <= toleratedMegabytesPerMinute;
const last = samples.at(-1)?.value;
process.stdout.write(
  `${JSON.stringify({ soak: "axon", minutes, answered, megabytes: last, megabytesPerMinute: slope, pass })}\n`,
);
if (!pass) process.exitCode = 1;

function elapsedMinutes(): number {
  return (performance.now() - startedAt) / 60_000;
}
