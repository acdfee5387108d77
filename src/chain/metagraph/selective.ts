import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { BlockView } from "../block-view.ts";
import type { Runtime } from "../connection/runtime.ts";
import { axonRecordSchema } from "../axon/record.ts";
import { addressSchema, countSchema, integerSchema } from "../values.ts";
import { earningsOf, type Neuron } from "./snapshot.ts";

const apiNames = { api: "subnetInfoRuntimeApi", method: "getSelectiveMetagraph" } as const;
const callName = "SubnetInfoRuntimeApi_get_selective_metagraph";

/** Hotkeys, coldkeys, axons, validator permits, last updates, emissions, incentives, total stakes (facts: bittensor 3.6). */
const fields = [52, 53, 55, 57, 59, 60, 62, 69];

/** Returns whether the runtime answers with typed columns of the metagraph (spec 261 and later). */
export function offersSelective({ runtime }: Pick<SelectiveView, "runtime">): boolean {
  const type = runtime.findApiResultType(apiNames.api, apiNames.method);
  return type !== undefined && !isOpaque(type);
}

/** Returns whether an answer's type says nothing of what is in it. */
export function isOpaque(type: string): boolean {
  return type === "Bytes" || type === "Vec<u8>";
}

/** What is needed of a block's view. */
export interface SelectiveView extends Pick<BlockView, "callApi"> {
  readonly runtime: Pick<Runtime, "findApiResultType" | "registry">;
}

/** Returns the neurons of a subnet by one call for the columns that are needed. */
export async function readSelective(view: SelectiveView, netuid: number): Promise<Neuron[]> {
  const { runtime } = view;
  const type = runtime.findApiResultType(apiNames.api, apiNames.method) ?? "Null";
  const answer = await view.callApi(callName, encodeParameters(netuid));
  const decoded = runtime.registry.createTypeUnsafe(type, [answer]);
  if (decoded.encodedLength !== answer.length) throw unexpected("it has another length");
  const columns = columnsSchema.parse(decoded.toJSON());
  return columns.hotkeys.map((hotkey, uid) => neuronAt(columns, hotkey, uid));
}

/** Two bytes of netuid, and the list of fields of two bytes each after its length. */
export function encodeParameters(netuid: number): Uint8Array {
  const bytes = Buffer.alloc(3 + 2 * fields.length);
  bytes.writeUInt16LE(netuid);
  bytes.writeUInt8(fields.length << 2, 2);
  fields.forEach((field, index) => bytes.writeUInt16LE(field, 3 + 2 * index));
  return bytes;
}

const columnsSchema = z.object({
  hotkeys: z.array(addressSchema),
  coldkeys: z.array(addressSchema),
  axons: z.array(axonRecordSchema),
  validatorPermit: z.array(z.boolean()),
  lastUpdate: z.array(countSchema),
  emission: z.array(integerSchema),
  incentives: z.array(countSchema),
  totalStake: z.array(integerSchema),
});

function neuronAt(columns: z.infer<typeof columnsSchema>, hotkey: string, uid: number): Neuron {
  const coldkey = columns.coldkeys[uid];
  const validatorPermit = columns.validatorPermit[uid];
  const stakeRao = columns.totalStake[uid];
  const lastUpdate = columns.lastUpdate[uid];
  if (
    coldkey === undefined ||
    validatorPermit === undefined ||
    stakeRao === undefined ||
    lastUpdate === undefined
  ) {
    throw unexpected(`its columns end before uid ${uid}`);
  }
  const earnings = earningsOf({
    emissionRao: columns.emission[uid] ?? 0n,
    incentive: columns.incentives[uid] ?? 0,
  });
  return { uid, hotkey, coldkey, axon: columns.axons[uid], validatorPermit, stakeRao, lastUpdate, earnings };
}

function unexpected(what: string): NeuronError {
  return new NeuronError(
    "CHAIN_UNSUPPORTED",
    `The chain's metagraph cannot be read: ${what}; update the neuron`,
  );
}
