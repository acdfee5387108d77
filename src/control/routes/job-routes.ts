import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { ControlDeps } from "../control-deps.ts";
import { failure, json, type ControlRoute } from "../server/request.ts";
import { parseBody, parseQuery } from "./parse.ts";

const runBody = z.object({ job: z.string(), scope: z.string().default("") });
const mostRuns = 500;
const limitError = `limit is a whole number from 1 to ${mostRuns}`;
const historyQuery = z.object({
  job: z.string().optional(),
  limit: z.coerce
    .number({ error: limitError })
    .int({ error: limitError })
    .min(1, { error: limitError })
    .max(mostRuns, { error: limitError })
    .default(50),
});

/** Returns the routes about jobs: list, history, run, cancel. */
export function createJobRoutes(deps: Pick<ControlDeps, "jobs">): ControlRoute[] {
  return [
    { method: "GET", path: "/jobs", access: "token", handle: () => json({ jobs: runnerOf(deps).list() }) },
    {
      method: "GET",
      path: "/jobs/history",
      access: "token",
      handle: ({ query }) => {
        const { job, limit } = parseQuery(historyQuery, query);
        return json({ runs: runnerOf(deps).history({ limit, ...(job === undefined ? {} : { job }) }) });
      },
    },
    {
      method: "POST",
      path: "/jobs/run",
      access: "token",
      handle: ({ body }) => {
        const { job, scope } = parseBody(runBody, body);
        return json({ run: runnerOf(deps).run(job, scope) }, 202);
      },
    },
    {
      method: "DELETE",
      path: "/jobs/runs/{id}",
      access: "token",
      handle: ({ params: { id = "" } }) => {
        if (runnerOf(deps).cancel(id)) return json({ id, cancelled: true });
        return failure(404, "USAGE_INVALID", `No run ${id} is under way`);
      },
    },
  ];
}

function runnerOf({ jobs }: Pick<ControlDeps, "jobs">) {
  if (jobs !== undefined) return jobs;
  throw new NeuronError("USAGE_INVALID", "This neuron runs no jobs");
}
