import { z } from "zod";
import { isReset } from "../../chain/axon/record.ts";
import { readSnapshot } from "../../chain/metagraph/read-snapshot.ts";
import type { Neuron } from "../../chain/metagraph/snapshot.ts";
import { hasChain } from "../../config/subtensor.ts";
import type { Dendrite } from "../../dendrite/dendrite.ts";
import type { Target } from "../../dendrite/target.ts";
import { NeuronError } from "../../lib/errors.ts";
import { addressSchema } from "../../wallet/ss58.ts";
import { withChain } from "../chain/with-chain.ts";
import type { Call } from "../command.ts";
import type { Query } from "./flags.ts";
import { assertAnswered } from "./judge-outcome.ts";

/** Whom a query goes to, and how we know that hotkey: nobody vouches for what a miner says of itself. */
export interface Miner {
  readonly target: Target & { readonly hotkey: string };
  readonly hotkeySource: "given" | "metagraph" | "health";
}

const loopbackHosts: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Returns the miner that a query means: one that the chain knows by uid, hotkey or address, or whoever answers at an
 * address. Throws NOT_REGISTERED and ADDRESS_REFUSED for neurons that are not there or nowhere to be found.
 */
export async function findMiner(call: Call, dendrite: Dendrite, query: Query): Promise<Miner> {
  const { host, port, uid, hotkey } = query;
  if (uid !== undefined)
    return onChain(call, query, { what: `uid ${uid}`, is: (neuron) => neuron.uid === uid });
  const isPlaced = host !== undefined || port !== undefined;
  if (hotkey !== undefined && !isPlaced && hasChain(call.config.settings.subtensor)) {
    return onChain(call, query, { what: hotkey, is: (neuron) => neuron.hotkey === hotkey });
  }
  const address = addressOf(call, query);
  if (hotkey !== undefined) return { target: { ...address, hotkey }, hotkeySource: "given" };
  const known = loopbackHosts.has(address.host) ? undefined : await findByAddress(call, address);
  if (known !== undefined) return { target: { ...address, hotkey: known.hotkey }, hotkeySource: "metagraph" };
  const told = await askHotkey(dendrite, address, query.timeoutMs);
  return { target: { ...address, hotkey: told }, hotkeySource: "health" };
}

function addressOf({ config }: Call, { host = "127.0.0.1", port, protocol }: Query): Target {
  return { host, port: port ?? config.settings.axon.port, protocol };
}

async function onChain(
  call: Call,
  { protocol }: Query,
  { what, is }: { what: string; is: (neuron: Neuron) => boolean },
): Promise<Miner> {
  const { netuid } = call.config.settings.subtensor;
  const neuron = (await readNeurons(call)).find(is);
  if (neuron === undefined)
    throw new NeuronError("NOT_REGISTERED", `Subnet ${netuid} has no neuron with ${what}`);
  const { axon, hotkey } = neuron;
  if (axon === undefined || isReset(axon)) {
    throw new NeuronError(
      "ADDRESS_REFUSED",
      `${what} has announced no axon on subnet ${netuid}: name its --host`,
    );
  }
  return { target: { host: axon.ip, port: axon.port, hotkey, protocol }, hotkeySource: "metagraph" };
}

/** Returns who announced this address; nobody where the chain cannot be asked. */
async function findByAddress(call: Call, { host, port }: Target): Promise<Neuron | undefined> {
  if (!hasChain(call.config.settings.subtensor)) return undefined;
  try {
    return (await readNeurons(call)).find(({ axon }) => axon?.ip === host && axon.port === port);
  } catch (error) {
    if (!(error instanceof NeuronError) || error.severity !== "retryable") throw error;
    call.tools.logger.warn("Chain cannot be asked who is at this address", {
      host,
      port,
      reason: error.message,
    });
    return undefined;
  }
}

function readNeurons(call: Call): Promise<readonly Neuron[]> {
  const { netuid } = call.config.settings.subtensor;
  return withChain(call, async ({ chain }) => (await readSnapshot(await chain.finalized(), netuid)).neurons);
}

const health = z.object({ neuron: z.object({ hotkey: addressSchema }) });

async function askHotkey(dendrite: Dendrite, target: Target, timeoutMs: number): Promise<string> {
  const outcome = await dendrite.request({ target, method: "GET", path: "/health", timeoutMs });
  assertAnswered(outcome, target);
  const told = health.safeParse(parseJson(outcome.body));
  if (told.success) return told.data.neuron.hotkey;
  throw new NeuronError(
    "USAGE_INVALID",
    `The miner at ${target.host}:${target.port} does not say in /health which hotkey it has: name it with --hotkey`,
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    // No JSON tells no hotkey either.
    return undefined;
  }
}
