import { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import { asNeuronError, NeuronError } from "../../lib/errors.ts";
import type { Signer } from "../../wallet/signer.ts";
import type { Chain } from "../chain-client.ts";
import type { BlockRef } from "../connection/head.ts";
import { RpcRefusal } from "../connection/rpc.ts";
import type { ChainAccess } from "../connection/session.ts";
import { withinTime } from "../connection/time-limit.ts";
import { readInclusion } from "./inclusion.ts";
import { explainPoolRefusal } from "./refusals.ts";
import { signCall, type CallDescription, type SignedTransaction } from "./sign.ts";

export interface SendDeps {
  readonly chain: Pick<Chain, "finalized" | "access" | "onHead">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface Sending {
  readonly call: CallDescription;
  readonly signer: Signer;
  /** Longest wait until the transaction is final. */
  readonly timeoutMs: number;
}

/** A few blocks until it is included and a few until it is final, twice over (facts: bittensor 3.1). */
export const defaultSendTimeoutMs = 180_000;

/**
 * Signs a call, sends it and returns the finalized block that executed it. Throws
 * - CHAIN_REFUSED or FUNDS_INSUFFICIENT, the runtime's name for the reason in the context, when it was not executed;
 * - OUTCOME_UNKNOWN, with `lastBlock` in the context, when it was sent and nothing final was heard of it: whoever
 *   would send it again must look at the chain first;
 * - CHAIN_UNAVAILABLE when it was not sent.
 */
export async function sendCall(deps: SendDeps, sending: Sending): Promise<BlockRef> {
  const access = deps.chain.access();
  const transaction = await signForNow(deps, access, sending);
  const call = nameOf(sending.call);
  const { clock, signal } = deps;
  const watch = new TransactionWatch();
  const stopWatching = await submit(access, transaction, { call, watch, lastBlock: transaction.lastBlock });
  access.ended.addEventListener("abort", watch.giveUp, { once: true });
  try {
    if (access.ended.aborted) watch.giveUp();
    const limit = { clock, limitMs: sending.timeoutMs, what: `Finality of ${call}`, signal };
    const blockHash = await withinTime(watch.finalized, limit);
    return await readInclusion(access, blockHash, { hex: transaction.hex, call });
  } catch (error) {
    if (error instanceof NeuronError && error.code === "CHAIN_REFUSED") throw error;
    throw outcomeUnknown(call, transaction, error);
  } finally {
    access.ended.removeEventListener("abort", watch.giveUp);
    stopWatching();
  }
}

async function signForNow(
  { chain }: SendDeps,
  access: ChainAccess,
  { call, signer }: Sending,
): Promise<SignedTransaction> {
  const { block: birth } = await chain.finalized();
  const nonce = z
    .int()
    .nonnegative()
    .parse(await access.rpc.call("system_accountNextIndex", [signer.address]));
  const { genesisHash } = access;
  return signCall(await access.runtime(), call, { signer, nonce, birth, genesisHash });
}

/** Returns the function that ends the watch. */
async function submit(
  access: ChainAccess,
  { hex }: SignedTransaction,
  { call, watch, lastBlock }: { call: string; watch: TransactionWatch; lastBlock: number },
): Promise<() => void> {
  try {
    return await access.rpc.subscribe(submitAndWatch, [hex], watch.learn);
  } catch (error) {
    if (error instanceof RpcRefusal) {
      const { specVersion } = await access.runtime();
      throw explainPoolRefusal(error, { call, specVersion });
    }
    // It may have arrived although the answer did not.
    throw outcomeUnknown(call, { hex, lastBlock }, error);
  }
}

const submitAndWatch = {
  subscribe: "author_submitAndWatchExtrinsic",
  unsubscribe: "author_unwatchExtrinsic",
  notification: "author_extrinsicUpdate",
};

/** Turns the pool's notifications about one transaction into one answer. */
class TransactionWatch {
  /** The hash of the finalized block that has it. */
  readonly finalized: Promise<string>;
  #resolve: (blockHash: string) => void = () => undefined;
  #reject: (reason: Error) => void = () => undefined;

  constructor() {
    this.finalized = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever waits for it learns of a failure; while nobody does yet, it is not unhandled.
    this.finalized.catch(() => undefined);
  }

  readonly learn = (error: Error | undefined, status: unknown): void => {
    if (error !== undefined) {
      this.#reject(error);
      return;
    }
    const finalized = finalizedSchema.safeParse(status);
    if (finalized.success) this.#resolve(finalized.data.finalized);
    else if (isEnd(status)) this.#reject(new Error(`the node let go of it: ${JSON.stringify(status)}`));
  };

  readonly giveUp = (): void => {
    this.#reject(new Error("the connection was lost"));
  };
}

const finalizedSchema = z.object({ finalized: z.string() });

/** After these a node says nothing more, although the transaction may live on elsewhere. */
const lastStatuses: ReadonlySet<string> = new Set(["dropped", "invalid", "usurped", "finalityTimeout"]);

function isEnd(status: unknown): boolean {
  const name = typeof status === "string" ? status : Object.keys(status ?? {})[0];
  return name !== undefined && lastStatuses.has(name);
}

function outcomeUnknown(call: string, { lastBlock }: SignedTransaction, cause: unknown): NeuronError {
  return new NeuronError(
    "OUTCOME_UNKNOWN",
    `${call} was sent, and it is not known whether the chain took it: ${asNeuronError(cause).message}. It may still happen up to block ${lastBlock}`,
    { context: { call, lastBlock }, cause },
  );
}

/** Returns the call's name as operators and documentation write it: `serve_axon`. */
function nameOf({ method }: CallDescription): string {
  return method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
