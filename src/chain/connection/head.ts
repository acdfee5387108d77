import { z } from "zod";
import type { Rpc } from "./rpc.ts";

/** One block. */
export interface BlockRef {
  readonly number: number;
  /** `0x` and 64 hexadecimal digits. */
  readonly hash: string;
}

/** Returns the newest block that will not be undone. */
export async function readFinalizedHead(rpc: Rpc): Promise<BlockRef> {
  const hash = hashSchema.parse(await rpc.call("chain_getFinalizedHead", []));
  return { hash, number: headerSchema.parse(await rpc.call("chain_getHeader", [hash])).number };
}

export const hashSchema = z.string().regex(/^0x[0-9a-f]{64}$/);

/** Only the height: some nodes pad it with zeros. */
export const headerSchema = z.object({
  number: z
    .string()
    .regex(/^0x[0-9a-f]{1,16}$/)
    .transform(Number),
});
