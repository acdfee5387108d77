import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { findFileText, writeFileAtomically } from "../../lib/files.ts";
import { addressSchema } from "../values.ts";
import type { Snapshot } from "./snapshot.ts";

/** A snapshot and when it was taken. */
export interface KeptSnapshot {
  /** Milliseconds since the Unix epoch. */
  readonly takenAtMs: number;
  readonly snapshot: Snapshot;
}

/** Returns the text of a snapshot file. */
export function renderSnapshot({ takenAtMs, snapshot }: KeptSnapshot): string {
  // Amounts are larger than a number of JSON may be.
  const text = JSON.stringify({ format, takenAtMs, snapshot }, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return `${text}\n`;
}

/** Returns what a snapshot file says, or undefined for text that is none. */
export function parseSnapshot(text: string): KeptSnapshot | undefined {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text));
    return parsed.data;
  } catch {
    return undefined;
  }
}

/** Returns the snapshot of an earlier run, or undefined when there is none that can be read. */
export async function findKeptSnapshot(path: string): Promise<KeptSnapshot | undefined> {
  const text = await findFileText(path);
  return text === undefined ? undefined : parseSnapshot(text);
}

/** Writes the file so that a crash leaves the old one or the new one; makes its directory when there is none. */
export async function keepSnapshot(path: string, kept: KeptSnapshot): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, renderSnapshot(kept));
}

/** Counted up when the file's form changes: another form is like no file. */
const format = 1;

const count = z.int().nonnegative();

const rao = z
  .string()
  .regex(/^\d{1,39}$/)
  .transform(BigInt);

const axonSchema = z.object({
  block: count,
  version: count,
  ip: z.string(),
  port: count,
  protocol: count,
});

const neuronSchema = z
  .object({
    uid: count,
    hotkey: addressSchema,
    coldkey: addressSchema,
    axon: axonSchema.optional(),
    validatorPermit: z.boolean(),
    stakeRao: rao,
    lastUpdate: count,
    earnings: z.object({ emissionRao: rao, incentive: z.number() }).exactOptional(),
  })
  .transform((neuron) => ({ ...neuron, axon: neuron.axon }));

const fileSchema = z
  .object({
    format: z.literal(format),
    takenAtMs: count,
    snapshot: z.object({
      netuid: count,
      genesisHash: z.string(),
      block: count,
      source: z.enum(["selective-metagraph", "neuron-info-lite", "storage"]),
      stakeMeasure: z.enum(["weight", "alpha", "tao"]),
      neurons: z.array(neuronSchema),
    }),
  })
  .transform(({ takenAtMs, snapshot }) => ({ takenAtMs, snapshot }));
