import { NeuronError } from "../../lib/errors.ts";
import type { Signer } from "../../wallet/signer.ts";
import type { Chain } from "../chain-client.ts";
import { defaultSendTimeoutMs } from "../transaction/send.ts";
import type { CallDescription } from "../transaction/sign.ts";
import type { TransactionSender } from "../transaction/sender.ts";
import { formatTao } from "../values.ts";
import { readRegistrationFacts } from "./facts.ts";
import { planRegistration, type RegistrationPlan, type RegistrationRequest } from "./plan.ts";
import { findUid } from "./registered.ts";

export interface RegisterDeps {
  readonly chain: Pick<Chain, "finalized">;
  readonly sender: Pick<TransactionSender, "send">;
}

/** Returns what registering would do now; throws what `planRegistration` throws. */
export async function readRegistrationPlan(
  { chain }: Pick<RegisterDeps, "chain">,
  request: RegistrationRequest,
): Promise<RegistrationPlan> {
  const view = await chain.finalized();
  return planRegistration(await readRegistrationFacts(view, request), request);
}

/**
 * Carries out a plan, signed by the coldkey, and returns the uid. A transaction of which nothing is heard is looked
 * for on chain and never sent twice. Throws what sending throws.
 */
export async function register(
  { chain, sender }: RegisterDeps,
  { plan, request, coldkey }: { plan: RegistrationPlan; request: RegistrationRequest; coldkey: Signer },
): Promise<number> {
  if (plan.action === "none") return plan.uid;
  const findOwnUid = async () => findUid(await chain.finalized(), request);
  try {
    await sender.send({
      call: registrationCall(plan, request),
      signer: coldkey,
      timeoutMs: defaultSendTimeoutMs,
      hasHappened: async () => (await findOwnUid()) !== undefined,
    });
  } catch (error) {
    throw isPriceRefusal(error) ? priceRose(plan.limitRao, error) : error;
  }
  const uid = await findOwnUid();
  if (uid !== undefined) return uid;
  const { netuid, hotkey } = request;
  throw new NeuronError(
    "NOT_REGISTERED",
    `The hotkey ${hotkey} was registered on subnet ${netuid} and is gone again: others registered right after it`,
    { context: { netuid, hotkey } },
  );
}

function isPriceRefusal(error: unknown): error is NeuronError {
  return error instanceof NeuronError && error.context["reason"] === "RegistrationPriceLimitExceeded";
}

function priceRose(limitRao: bigint, cause: NeuronError): NeuronError {
  const limit = formatTao(limitRao);
  return new NeuronError(
    "PRICE_TOO_HIGH",
    `The price of a registration rose above ${limit} TAO before the chain came to it, and nothing was burned; try again, or raise --max-burn`,
    { context: { ...cause.context, limit }, cause },
  );
}

function registrationCall(
  { call, limitRao }: Extract<RegistrationPlan, { action: "register" }>,
  { netuid, hotkey }: RegistrationRequest,
): CallDescription {
  const parameters = call === "registerLimit" ? [netuid, hotkey, limitRao] : [netuid, hotkey];
  return { pallet: "subtensorModule", method: call, parameters };
}
