import { NeuronError } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import { nextHead } from "../wait.ts";
import type { BlockRef } from "../connection/head.ts";
import { sendCall, type SendDeps, type Sending } from "./send.ts";

export interface SenderDeps extends SendDeps {
  readonly logger: Logger;
}

export interface ConfirmedSending extends Sending {
  /** Returns whether the finalized chain shows what the call was sent for; throws when it cannot be told. */
  readonly hasHappened: () => Promise<boolean>;
}

/** Looks for a transaction of unknown outcome come with new heads, and after this without any: a block. */
const lookEveryMs = 12_000;
/** Longer than a transaction lives, on a chain that makes its blocks in time. */
const longestLookMs = 1_200_000;

/**
 * Sends transactions, one at a time for each account: numbers of the next transactions would collide otherwise
 * (facts: subtensor-runtime 4).
 */
export class TransactionSender {
  readonly #deps: SenderDeps;
  /** The last sending of each account that has one under way. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(deps: SenderDeps) {
    this.#deps = deps;
  }

  /**
   * Sends a call and returns the finalized block in which it happened, or undefined when only its effect was seen.
   * When nothing is heard of it, looks at the chain until the effect is there or the transaction can no longer be
   * included: it is never sent twice. Throws what `sendCall` throws; OUTCOME_UNKNOWN only after looking for as long
   * as that takes.
   */
  async send(sending: ConfirmedSending): Promise<BlockRef | undefined> {
    const { address } = sending.signer;
    const before = this.#underWay.get(address) ?? Promise.resolve();
    const own = before.then(
      () => this.#sendNow(sending),
      () => this.#sendNow(sending),
    );
    this.#underWay.set(address, own);
    try {
      return await own;
    } finally {
      if (this.#underWay.get(address) === own) this.#underWay.delete(address);
    }
  }

  async #sendNow(sending: ConfirmedSending): Promise<BlockRef | undefined> {
    try {
      return await sendCall(this.#deps, sending);
    } catch (error) {
      if (!(error instanceof NeuronError) || error.code !== "OUTCOME_UNKNOWN") throw error;
      this.#deps.logger.warn("Transaction sent without an answer, looking at the chain", {
        reason: error.message,
      });
      await this.#lookFor(sending, error);
      return undefined;
    }
  }

  /** Returns once the effect is there. */
  async #lookFor({ hasHappened }: ConfirmedSending, unknown: NeuronError): Promise<void> {
    const { chain, clock, signal } = this.#deps;
    const lastBlock = Number(unknown.context["lastBlock"]);
    const giveUpAtMs = clock.now() + longestLookMs;
    while (clock.now() < giveUpAtMs) {
      switch (await this.#look(hasHappened, lastBlock)) {
        case "happened":
          return;
        case "expired":
          throw expired(unknown);
        case "open":
          await nextHead(chain, clock, { mostMs: lookEveryMs, signal });
      }
    }
    throw unknown;
  }

  async #look(
    hasHappened: () => Promise<boolean>,
    lastBlock: number,
  ): Promise<"happened" | "expired" | "open"> {
    try {
      // The height first: what has not happened by a later look has not happened by then.
      const { block } = await this.#deps.chain.finalized();
      if (await hasHappened()) return "happened";
      return block.number > lastBlock ? "expired" : "open";
    } catch (error) {
      if (error instanceof NeuronError && error.severity === "retryable") return "open";
      throw error;
    }
  }
}

function expired(unknown: NeuronError): NeuronError {
  return new NeuronError(
    "CHAIN_UNAVAILABLE",
    `${String(unknown.context["call"])} was sent, and the chain did not take it in time; it never will. Try again`,
    { context: unknown.context, cause: unknown },
  );
}
