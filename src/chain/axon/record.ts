import { z } from "zod";
import type { BlockView, StorageItem } from "../block-view.ts";
import { countSchema, integerSchema } from "../values.ts";
import { decodeIp } from "./ip.ts";

/** Where the chain says that a neuron's axon is (facts: bittensor 3.5). */
export interface AxonRecord {
  /** When it was announced. */
  readonly block: number;
  /** Of the announcing software, as one number. */
  readonly version: number;
  readonly ip: string;
  readonly port: number;
  /** Not interpreted by the chain; 4 by convention. */
  readonly protocol: number;
}

/** What an axon's record is in the library's JSON; an axon that was never announced becomes undefined. */
export const axonRecordSchema = z
  .object({
    block: countSchema,
    version: countSchema,
    ip: integerSchema,
    port: countSchema,
    ipType: countSchema,
    protocol: countSchema,
  })
  .transform(axonRecord);

/** Returns the record of these fields, or undefined for the zeros that stand for an axon that was never announced. */
export function axonRecord(fields: {
  readonly block: number;
  readonly version: number;
  readonly ip: bigint;
  readonly port: number;
  readonly ipType: number;
  readonly protocol: number;
}): AxonRecord | undefined {
  const { block, version, port, protocol } = fields;
  if (block === 0 && port === 0 && fields.ip === 0n) return undefined;
  return { block, version, ip: decodeIp(fields), port, protocol };
}

/** Returns whether a record is one at which nobody is found, as a reset leaves it. */
export function isReset({ ip, port }: AxonRecord): boolean {
  return ip === "0.0.0.0" || ip === "::" || port === 0;
}

export const axonsItem: StorageItem = ["subtensorModule", "axons"];

/** Returns the record of a hotkey's axon on a subnet, or undefined when it was never announced. */
export async function findAxonRecord(
  view: BlockView,
  netuid: number,
  hotkey: string,
): Promise<AxonRecord | undefined> {
  return view.get(axonsItem, [netuid, hotkey], axonRecordSchema.optional());
}

/** Where the chain says that a neuron's metrics are. */
export type PrometheusRecord = Omit<AxonRecord, "protocol">;

/** Returns the record of a hotkey's metrics on a subnet, or undefined when it was never announced. */
export async function findPrometheusRecord(
  view: BlockView,
  netuid: number,
  hotkey: string,
): Promise<PrometheusRecord | undefined> {
  const record = await view.get(
    ["subtensorModule", "prometheus"],
    [netuid, hotkey],
    prometheusSchema.optional(),
  );
  return record === undefined ? undefined : { ...record, ip: decodeIp(record) };
}

const prometheusSchema = z.object({
  block: countSchema,
  version: countSchema,
  ip: integerSchema,
  port: countSchema,
  ipType: countSchema,
});
