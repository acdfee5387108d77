import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { PendingReveal } from "../../../chain/weights/set-weights.ts";
import { NeuronError } from "../../../lib/errors.ts";
import { findFileText, writeFileAtomically } from "../../../lib/files.ts";
import { addressSchema } from "../../../wallet/ss58.ts";
import type { MovingAverages } from "./moving-averages.ts";

/** What a validator must not forget. */
export interface ValidatorState {
  /** Rounds so far. */
  readonly rounds: number;
  readonly averages: MovingAverages;
  /** Weights that were committed to and not revealed yet. */
  readonly pending: PendingReveal | undefined;
}

const freshState: ValidatorState = { rounds: 0, averages: new Map(), pending: undefined };

/**
 * Returns the state of the last round, or a fresh one where there was none. Throws CONFIG_INVALID for a file that is
 * no such state: to begin anew would take from every miner what it has earned, so that is for the operator to say.
 */
export async function readState(path: string): Promise<ValidatorState> {
  const text = await findFileText(path);
  if (text === undefined) return freshState;
  const state = parseState(text);
  if (state !== undefined) return state;
  throw new NeuronError(
    "CONFIG_INVALID",
    `${path} is not the state of a validator. Restore it, or remove it to grade every miner from 0`,
    { context: { path } },
  );
}

/** Writes the file so that a crash leaves the old one or the new one; makes its directory when there is none. */
export async function keepState(path: string, state: ValidatorState): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, renderState(state));
}

/** Returns the text of a state file. */
export function renderState({ rounds, averages, pending }: ValidatorState): string {
  const plain = {
    format,
    rounds,
    averages: Object.fromEntries(averages),
    pending: pending && plainOf(pending),
  };
  return `${JSON.stringify(plain)}\n`;
}

/** Returns what a state file says, or undefined for text that is none. */
export function parseState(text: string): ValidatorState | undefined {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // No JSON at all.
    return undefined;
  }
}

/** JSON has no integers of 64 bits. */
function plainOf({ request, ...reveal }: PendingReveal) {
  return { ...reveal, request: { ...request, versionKey: request.versionKey.toString() } };
}

/** Counted up when the file's form changes. */
const format = 1;
const count = z.int().nonnegative();
const u16 = count.max(65_535);

const pendingSchema = z.object({
  request: z.object({
    netuid: u16,
    weights: z.object({ uids: z.array(u16), values: z.array(u16) }),
    versionKey: z
      .string()
      .regex(/^\d{1,20}$/)
      .transform(BigInt),
  }),
  salt: z.array(u16),
  firstBlock: count,
  lastBlock: count,
});

const fileSchema = z
  .object({
    format: z.literal(format),
    rounds: count,
    averages: z.record(addressSchema, z.number().min(0)),
    pending: pendingSchema.optional(),
  })
  .transform(({ rounds, averages, pending }) => ({
    rounds,
    averages: new Map(Object.entries(averages)),
    pending,
  }));
