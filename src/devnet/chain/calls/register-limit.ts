import { z } from "zod";
import { address, bigUnsigned, unsigned } from "./arguments.ts";
import { defineCall } from "./call.ts";
import { registerHotkey } from "./register-neuron.ts";

/** Registers unless the price is above the limit. */
export const registerLimit = defineCall({
  pallet: "SubtensorModule",
  name: "register_limit",
  paysFee: true,
  arguments: z.object({ netuid: unsigned, hotkey: address, limit_price: bigUnsigned }),
  run: (context, { netuid, hotkey, limit_price }) =>
    registerHotkey(context, { netuid, hotkey, limitRao: limit_price }),
});
