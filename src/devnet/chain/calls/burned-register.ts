import { z } from "zod";
import { address, unsigned } from "./arguments.ts";
import { defineCall } from "./call.ts";
import { registerHotkey } from "./register-neuron.ts";

/** Registers at whatever the price is. */
export const burnedRegister = defineCall({
  pallet: "SubtensorModule",
  name: "burned_register",
  paysFee: false,
  arguments: z.object({ netuid: unsigned, hotkey: address }),
  run: registerHotkey,
});
