import { isIPv6 } from "node:net";
import { z } from "zod";
import { isReset, type AxonRecord } from "../../chain/axon/record.ts";
import { spanText } from "../../control/health.ts";
import { asNeuronError, type ErrorCode } from "../../lib/errors.ts";
import { neuronFactsSchema, type NeuronFacts } from "../../ops/neuron-facts.ts";
import type { Call } from "../command.ts";
import { openControl } from "../control/client.ts";
import { fail, pass, warn, type Check } from "./check.ts";
import { askReachService, type OutsideView } from "./reach-service.ts";

const name = "reachability";
const answerTimeoutMs = 5_000;
/** Validators ask several times a day. */
const recentMs = 24 * 3_600_000;

/** What speaks for or against being reached. */
export interface ReachabilityFacts {
  /** When a validator was last here; undefined when none was since the start, or the neuron does not run. */
  readonly lastValidatorAgeMs: number | undefined;
  readonly announced: AxonRecord | undefined;
  /** What the configured service says; undefined where none is, or there is nothing to ask it. */
  readonly outside: OutsideView | undefined;
  /** Whether the announced address answered when asked from this machine. */
  readonly answersFromHere: boolean;
}

/** Checks whether validators reach the axon, as far as that can be told from here. */
export async function checkReachability(call: Call, announced: AxonRecord | undefined): Promise<Check> {
  const facts = await findFacts(call);
  const last = facts?.requests.validators[0];
  const target = announced === undefined || isReset(announced) ? undefined : announced;
  const { reachService } = call.config.settings.axon;
  const isAsked = target !== undefined && reachService !== undefined;
  return judgeReachability({
    lastValidatorAgeMs: last === undefined || facts === undefined ? undefined : facts.atMs - last.lastAtMs,
    announced: target,
    outside: isAsked ? await askReachService(reachService, target) : undefined,
    answersFromHere: target !== undefined && (await answers(target)),
  });
}

/** Returns what can be said: only a request from outside proves that requests from outside arrive. */
export function judgeReachability({
  lastValidatorAgeMs,
  announced,
  outside,
  answersFromHere,
}: ReachabilityFacts): Check {
  if (lastValidatorAgeMs !== undefined && lastValidatorAgeMs < recentMs)
    return pass(name, `A validator's request arrived ${spanText(lastValidatorAgeMs)} ago`);
  if (announced === undefined) {
    const detail =
      "Cannot be told: no validator has asked since the start, and the chain has no address to try";
    return warn(name, detail, "See axon record");
  }
  const { ip, port } = announced;
  const fix = `From another machine: curl http://${hostOf(ip)}:${port}/health; open TCP port ${port} in the firewall and at the provider`;
  const fromHere = answersFromHere
    ? `${ip} port ${port} answers when asked from this machine`
    : `${ip} port ${port} does not answer when asked from this machine, which some routers never allow`;
  switch (outside?.kind) {
    case "reached":
      return pass(name, `${outside.service} reaches ${ip} port ${port} from outside`);
    case "not-reached":
      return fail(name, `${outside.service} does not reach it from outside; ${fromHere}`, fix);
    case "unknown":
      return warn(name, `${fromHere}; ${outside.service} cannot tell: ${outside.reason}`, fix);
    case undefined: {
      const ask = `${fix}; or name a service that tries it: axon.reach_service`;
      return warn(name, `${fromHere}; whether it does from outside cannot be told from here`, ask);
    }
  }
}

/** No neuron runs, or the data directory cannot be looked into, which is a check of its own. */
const unanswered = new Set<ErrorCode>(["PEER_UNAVAILABLE", "FILE_REFUSED"]);

async function findFacts(call: Call): Promise<NeuronFacts | undefined> {
  try {
    const client = await openControl(call);
    return (await client.ask({ path: "/status", answer: z.object({ facts: neuronFactsSchema }) })).facts;
  } catch (error) {
    if (unanswered.has(asNeuronError(error).code)) return undefined;
    throw error;
  }
}

async function answers({ ip, port }: AxonRecord): Promise<boolean> {
  return fetch(`http://${hostOf(ip)}:${port}/health`, { signal: AbortSignal.timeout(answerTimeoutMs) }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}

function hostOf(ip: string): string {
  return isIPv6(ip) ? `[${ip}]` : ip;
}
