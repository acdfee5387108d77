import type { Clock } from "../lib/clock.ts";
import { NeuronError } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import { Connections } from "./connections.ts";
import { Deadline } from "./deadline.ts";
import { exchange, type Exchange, type WireRequest } from "./exchange.ts";
import { Gate } from "./gate.ts";
import { Lanes, type Randomness } from "./lanes.ts";
import type { Effort, Failed } from "./outcome.ts";
import { findRetryDelay } from "./retry.ts";
import type { DendriteSettings } from "./settings.ts";

export interface CallerDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomness: Randomness;
}

/** What is new in every attempt. */
export interface Stamp {
  /** Greater than in every request before. */
  readonly sentAtNs: bigint;
  /** No other request in flight is on it. */
  readonly lane: string;
  /** Of no request before. */
  readonly requestId: string;
  /** What is left of the call's time. */
  readonly timeoutMs: number;
}

/** One call: what stays the same in all its attempts. */
export interface OutgoingCall {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Returns the request for one attempt. */
  readonly sign: (stamp: Stamp) => WireRequest;
}

/** An answer that was read, whatever it says, or why there is none. */
export type CallResult = (Extract<Exchange, { kind: "received" }> | Failed) & Effort;

/** Longer than anybody waits, and short enough for a timer. */
const longestTimeoutMs = 3_600_000;

/** Makes calls: in their turn, within their time, again where that is safe, and each time signed anew. */
export class Caller {
  readonly #deps: CallerDeps;
  readonly #settings: DendriteSettings;
  readonly #lanes: Lanes;
  readonly #gate: Gate;
  readonly #connections: Connections;
  readonly #underWay = new Set<Deadline>();
  #isClosed = false;

  constructor(deps: CallerDeps, settings: DendriteSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#lanes = new Lanes(deps.clock, deps.randomness);
    this.#gate = new Gate(settings);
    this.#connections = new Connections(settings);
  }

  /** Returns how a call ended. Throws CANCELLED when its signal fires or the caller is closed. */
  async call(call: OutgoingCall): Promise<CallResult> {
    const deadline = this.#begin(call);
    const effort = { attempts: 0 };
    try {
      const result = await this.#attempt(call, deadline, effort);
      return this.#report(call, { ...result, ...effort, durationMs: deadline.elapsedMs });
    } catch (error) {
      if (deadline.cause === undefined) throw error;
      if (deadline.cause === "cancelled") throw new NeuronError("CANCELLED", "The call was cancelled");
      const { timeoutMs, elapsedMs: durationMs } = deadline;
      return this.#report(call, { kind: "timeout", timeoutMs, ...effort, durationMs });
    } finally {
      this.#underWay.delete(deadline);
      deadline.release();
    }
  }

  /** Cancels the calls under way and ends every connection. Calling it again does nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const deadline of this.#underWay) deadline.cancel();
    await this.#connections.close();
  }

  #begin({ timeoutMs, signal }: OutgoingCall): Deadline {
    if (this.#isClosed) throw new NeuronError("CANCELLED", "The dendrite is closed");
    if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs)) {
      throw new NeuronError(
        "USAGE_INVALID",
        `A call may take up to ${longestTimeoutMs} ms, not ${timeoutMs}`,
      );
    }
    const deadline = new Deadline(this.#deps.clock, timeoutMs, signal);
    this.#underWay.add(deadline);
    return deadline;
  }

  async #attempt(
    call: OutgoingCall,
    deadline: Deadline,
    effort: { attempts: number },
  ): Promise<Exchange | Failed> {
    for (;;) {
      if (this.#gate.isFull) return { kind: "overloaded", calls: this.#gate.present };
      const result = await this.#gate.run(call.origin, deadline.signal, () => {
        effort.attempts += 1;
        return this.#send(call, deadline);
      });
      const delayMs = findRetryDelay(
        {
          method: call.method,
          number: effort.attempts,
          exchange: result,
          remainingMs: deadline.remainingMs,
          nowMs: this.#deps.clock.now(),
        },
        this.#settings,
      );
      if (delayMs === undefined) return result;
      await this.#deps.clock.sleep(delayMs, deadline.signal);
    }
  }

  async #send({ origin, sign }: OutgoingCall, deadline: Deadline): Promise<Exchange> {
    const lane = this.#lanes.take();
    const request = sign({
      sentAtNs: this.#lanes.nextNonce(),
      lane,
      requestId: this.#deps.randomness.uuid(),
      timeoutMs: deadline.remainingMs,
    });
    const { maxAnswerBytes } = this.#settings;
    const result = await this.#connections.use(origin, (pool) =>
      exchange(pool, request, { maxAnswerBytes, signal: deadline.signal }),
    );
    if (result.kind === "received") this.#lanes.giveBack(lane);
    return result;
  }

  #report({ origin, path }: OutgoingCall, result: CallResult): CallResult {
    const { kind, durationMs, attempts } = result;
    this.#deps.logger.debug("Call ended", { origin, path, kind, durationMs, attempts });
    return result;
  }
}
