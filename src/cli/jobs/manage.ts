import { z } from "zod";
import { spanText } from "../../control/health.ts";
import { jobRunSchema, jobStateSchema, type JobRunFacts } from "../../ops/neuron-facts.ts";
import type { Call, Result } from "../command.ts";
import { openControl } from "../control/client.ts";
import { jobText } from "../control/status-screen.ts";
import { countNamed } from "../text.ts";
import { requiredText } from "../wallet/selection.ts";

/** Lists the jobs of the running neuron. */
export async function listJobs(call: Call): Promise<Result> {
  const { jobs } = await (
    await openControl(call)
  ).ask({ path: "/jobs", answer: z.object({ jobs: z.array(jobStateSchema) }) });
  for (const job of jobs) {
    const schedule = job.schedule === "" ? "on demand" : `${job.schedule} ${job.timeZone}`;
    call.print(`${job.job.padEnd(12)} ${schedule.padEnd(20)} ${jobText(job, call.tools.clock.now())}`);
    if (job.current !== undefined) call.print(`${" ".repeat(12)} ${runText(job.current)}`);
  }
  return { jobs };
}

/** Starts a job, for each configured network that has it. */
export async function runJob(call: Call): Promise<Result> {
  const client = await openControl(call);
  const job = requiredText(call, "job");
  const { jobs } = await client.ask({ path: "/jobs", answer: z.object({ jobs: z.array(jobStateSchema) }) });
  const has = (scope: string) => jobs.some((known) => known.job === job && known.scope === scope);
  const scopes = has("") ? [""] : call.config.settings.networks;
  const runs: JobRunFacts[] = [];
  // What there is not comes first, before anything is started: the neuron refuses it, and names what there is.
  for (const scope of scopes.toSorted((one, other) => Number(has(one)) - Number(has(other)))) {
    const answer = z.object({ run: jobRunSchema });
    const { run } = await client.ask({ method: "POST", path: "/jobs/run", body: { job, scope }, answer });
    call.print(runText(run));
    runs.push(run);
  }
  return { runs };
}

/** Cancels a run. Throws USAGE_INVALID when it is not under way. */
export async function cancelRun(call: Call): Promise<Result> {
  const id = requiredText(call, "id");
  const path = `/jobs/runs/${encodeURIComponent(id)}`;
  const client = await openControl(call);
  await client.ask({ method: "DELETE", path, answer: z.unknown() });
  call.print(`${id} is being cancelled`);
  return { id, cancelled: true };
}

/** Lists the last runs. */
export async function showHistory(call: Call): Promise<Result> {
  const { job, limit } = call.options;
  const query = new URLSearchParams({
    ...(typeof job === "string" ? { job } : {}),
    ...(typeof limit === "string" ? { limit } : {}),
  });
  const client = await openControl(call);
  const answer = z.object({ runs: z.array(jobRunSchema) });
  const { runs } = await client.ask({ path: `/jobs/history?${query.toString()}`, answer });
  if (runs.length === 0) call.print(typeof job === "string" ? `No run of ${job} yet` : "No run yet");
  for (const run of runs) call.print(runText(run));
  return { runs };
}

/** Times to the minute: a screen is 80 characters wide. Only a run that is under way can be cancelled, by its id. */
function runText({
  id,
  job,
  scope,
  target,
  trigger,
  outcome,
  startedAtMs,
  endedAtMs,
  ...run
}: JobRunFacts): string {
  const began = new Date(startedAtMs).toISOString().slice(0, 16).replace("T", " ");
  const what = [job, scope, target].filter((part) => part !== "").join(" ");
  const took = endedAtMs === undefined ? [] : [`took ${spanText(endedAtMs - startedAtMs)}`];
  const error = run.error === undefined ? [] : [`${run.error.code}: ${run.error.message}`];
  const byHand = trigger === "manual" ? ["by hand"] : [];
  const known = endedAtMs === undefined ? [`id ${id}`] : [];
  const facts = [outcome, ...byHand, ...took, ...countTexts(run.counts), ...error, ...known].join(", ");
  return `${began}  ${what}  ${facts}`;
}

/** A batch that was there already has its counts, and is not accepted again. */
function countTexts(counts: JobRunFacts["counts"]): string[] {
  if (counts["accepted"] === 0) return ["nothing new"];
  return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [countNamed(count, name)]));
}
