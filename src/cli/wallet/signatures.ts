import { NeuronError } from "../../lib/errors.ts";
import { toHex } from "../../wallet/bytes.ts";
import { openHotkey } from "../../wallet/open-wallet.ts";
import { addressSchema } from "../../wallet/ss58.ts";
import { verifySignature } from "../../wallet/verify-signature.ts";
import type { Call, Result } from "../command.ts";
import { requiredText, selectedWallet, walletTools } from "./selection.ts";

/** Signs the UTF-8 bytes of a text with the hotkey. */
export async function signMessage(call: Call): Promise<Result> {
  const message = requiredText(call, "message");
  const signer = await openHotkey(selectedWallet(call), walletTools(call));
  const signature = toHex(signer.sign(Buffer.from(message)));
  signer.forget();
  call.print(signature);
  return { address: signer.address, message, signature };
}

/** Checks a signature over the UTF-8 bytes of a text. Throws SIGNATURE_INVALID when it is not the address's own. */
export function verifyMessage(call: Call): Promise<Result> {
  const message = requiredText(call, "message");
  const signature = requiredText(call, "signature");
  const address = addressSchema.safeParse(requiredText(call, "address"));
  if (!address.success)
    throw new NeuronError("USAGE_INVALID", "--address must be an SS58 address with prefix 42");
  if (!verifySignature({ address: address.data, message, signature })) {
    throw new NeuronError("SIGNATURE_INVALID", `${address.data} did not sign this text so`);
  }
  call.print(`Signed by ${address.data}`);
  return Promise.resolve({ address: address.data, message, valid: true });
}
