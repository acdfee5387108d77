import { isIPv6 } from "node:net";
import { z } from "zod";
import { isReset, type AxonRecord } from "../../chain/axon/record.ts";
import { spanText } from "../../control/health.ts";
import { NeuronError } from "../../lib/errors.ts";
import { neuronFactsSchema, type NeuronFacts } from "../../ops/neuron-facts.ts";
import type { Call } from "../command.ts";
import { openControl } from "../control/client.ts";
import { pass, warn, type Check } from "./check.ts";

const name = "reachability";
const answerTimeoutMs = 5_000;
/** Validators ask several times a day. */
const recentMs = 24 * 3_600_000;

/** What speaks for or against being reached. */
export interface ReachabilityFacts {
  /** When a validator was last here; undefined when none was since the start, or the neuron does not run. */
  readonly lastValidatorAgeMs: number | undefined;
  readonly announced: AxonRecord | undefined;
  /** Whether the announced address answered when asked from this machine. */
  readonly answersFromHere: boolean;
}

/** Checks whether validators reach the axon, as far as that can be told from here. */
export async function checkReachability(call: Call, announced: AxonRecord | undefined): Promise<Check> {
  const facts = await findFacts(call);
  const last = facts?.requests.validators[0];
  return judgeReachability({
    lastValidatorAgeMs: last === undefined || facts === undefined ? undefined : facts.atMs - last.lastAtMs,
    announced,
    answersFromHere: announced !== undefined && !isReset(announced) && (await answers(announced)),
  });
}

/** Returns what can be said: only a request from outside proves that requests from outside arrive. */
export function judgeReachability({
  lastValidatorAgeMs,
  announced,
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
  if (answersFromHere) {
    const detail = `${ip} port ${port} answers when asked from this machine; whether it does from outside cannot be told from here`;
    return warn(name, detail, fix);
  }
  const detail = `${ip} port ${port} does not answer when asked from this machine, which some routers never allow; from outside it cannot be told`;
  return warn(name, detail, fix);
}

async function findFacts(call: Call): Promise<NeuronFacts | undefined> {
  try {
    const client = await openControl(call);
    return (await client.ask({ path: "/status", answer: z.object({ facts: neuronFactsSchema }) })).facts;
  } catch (error) {
    if (error instanceof NeuronError && error.code === "PEER_UNAVAILABLE") return undefined;
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
