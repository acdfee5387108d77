import { z } from "zod";
import { BlockView } from "../block-view.ts";
import { headerSchema } from "../connection/head.ts";
import type { BlockRef } from "../connection/head.ts";
import type { ChainAccess } from "../connection/session.ts";
import { explainDispatchFailure, nameDispatchError } from "./refusals.ts";

/**
 * Returns the block that has the transaction and executed it. Throws CHAIN_REFUSED, with the runtime's name for the
 * reason, when it failed there; any other error means that the node could not tell.
 */
export async function readInclusion(
  access: ChainAccess,
  blockHash: string,
  { hex, call }: { readonly hex: string; readonly call: string },
): Promise<BlockRef> {
  const { block } = blockSchema.parse(await access.rpc.call("chain_getBlock", [blockHash]));
  const included = { number: block.header.number, hash: blockHash };
  const position = block.extrinsics.indexOf(hex);
  const runtime = await access.runtime();
  const view = new BlockView(access, runtime, included);
  const events = await view.get(["system", "events"], [], eventsSchema);
  const failed = runtime.eventIndex("System", "ExtrinsicFailed");
  const failure = events.find(
    ({ phase, event }) => phase.applyExtrinsic === position && event.index === failed,
  );
  if (failure === undefined) return included;
  const reason = nameDispatchError(runtime, failure.event.data[0]);
  throw explainDispatchFailure(reason, { call, specVersion: runtime.specVersion });
}

const blockSchema = z.object({ block: z.object({ header: headerSchema, extrinsics: z.array(z.string()) }) });

const eventsSchema = z.array(
  z.object({
    phase: z.object({ applyExtrinsic: z.int().optional() }),
    event: z.object({ index: z.string().regex(/^0x[0-9a-f]{4}$/), data: z.array(z.unknown()) }),
  }),
);
