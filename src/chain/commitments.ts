import { z } from "zod";
import { NeuronError } from "../lib/errors.ts";
import type { Signer } from "../wallet/signer.ts";
import type { BlockView } from "./block-view.ts";
import type { Chain } from "./chain-client.ts";
import type { Membership } from "./registration/registered.ts";
import { defaultSendTimeoutMs } from "./transaction/send.ts";
import type { TransactionSender } from "./transaction/sender.ts";
import { countSchema } from "./values.ts";

/** What a neuron has published on chain: an endpoint, a model's hash (facts: bittensor 3.9). */
export interface Commitment {
  /** When it was published. */
  readonly block: number;
  readonly data: Uint8Array;
}

/** The chain's type for plain bytes has a variant of its own for every length up to this. */
const mostRawBytes = 128;

/** Publishes bytes under the hotkey; what it published before is gone. Throws USAGE_INVALID for more than 128. */
export async function setCommitment(
  { chain, sender }: { chain: Pick<Chain, "finalized">; sender: Pick<TransactionSender, "send"> },
  { netuid, signer, data }: { netuid: number; signer: Signer; data: Uint8Array },
): Promise<void> {
  if (data.length > mostRawBytes) {
    throw new NeuronError(
      "USAGE_INVALID",
      `A commitment of ${data.length} bytes is too long: at most ${mostRawBytes}`,
    );
  }
  const membership = { netuid, hotkey: signer.address };
  const before = await findCommitment(await chain.finalized(), membership);
  await sender.send({
    call: {
      pallet: "commitments",
      method: "setCommitment",
      parameters: [netuid, { fields: [{ [`Raw${data.length}`]: hexOf(data) }] }],
    },
    signer,
    timeoutMs: defaultSendTimeoutMs,
    hasHappened: async () => {
      const now = await findCommitment(await chain.finalized(), membership);
      return now !== undefined && now.block !== before?.block && hexOf(now.data) === hexOf(data);
    },
  });
}

/** Returns what a hotkey has published on a subnet; undefined when it has not, or not as plain bytes. */
export async function findCommitment(
  view: BlockView,
  { netuid, hotkey }: Membership,
): Promise<Commitment | undefined> {
  const stored = await view.get(
    ["commitments", "commitmentOf"],
    [netuid, hotkey],
    commitmentSchema.optional(),
  );
  const [field] = stored?.info.fields ?? [];
  const [kind, hex] = Object.entries(field ?? {})[0] ?? [];
  if (stored === undefined || kind === undefined || !/^raw\d+$|^bigRaw$/i.test(kind)) return undefined;
  const text = z
    .string()
    .regex(/^0x([0-9a-f]{2})*$/)
    .parse(hex);
  return { block: stored.block, data: Uint8Array.from(Buffer.from(text.slice(2), "hex")) };
}

const commitmentSchema = z.object({
  block: countSchema,
  info: z.object({ fields: z.array(z.unknown()) }),
});

function hexOf(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}
