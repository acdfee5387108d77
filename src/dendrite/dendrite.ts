import type { z } from "zod";
import type { Clock } from "../lib/clock.ts";
import { NeuronError } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import type { AuthScheme } from "../protocol/scheme.ts";
import type { SynapseDeclaration } from "../protocol/synapse/declaration.ts";
import type { Signer } from "../wallet/signer.ts";
import { Caller, type CallResult } from "./caller.ts";
import { acceptedCodings } from "./decode-body.ts";
import { judgeSynapse, type SynapseOutcome } from "./judge-synapse.ts";
import { systemRandomness, type Randomness } from "./lanes.ts";
import type { Outcome } from "./outcome.ts";
import { refusalMessage } from "./refusal-message.ts";
import { findRetryAfterMs } from "./retry.ts";
import { assertSettings, defaultDendriteSettings, type DendriteSettings } from "./settings.ts";
import { signRequest } from "./sign-request.ts";
import { prepareSynapse, signSynapse, type SynapseTarget } from "./sign-synapse.ts";
import { assertMethod, assertPath, originOf, type Target } from "./target.ts";
import { verifyAnswer } from "./verify-answer.ts";

export interface DendriteDeps {
  /** Signs the requests; whoever opened it forgets it. */
  readonly signer: Pick<Signer, "address" | "cryptoType" | "sign">;
  /** How requests are signed. */
  readonly scheme: AuthScheme;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Our own address as others reach us; synapses tell it. */
  readonly externalIp?: string;
  /** Without it, the system's. */
  readonly randomness?: Randomness;
  /** What is to differ from the defaults. */
  readonly settings?: Partial<DendriteSettings>;
}

export interface DendriteRequest {
  readonly target: Target;
  /** Upper-case. */
  readonly method: string;
  /** With its query; goes out as it is. */
  readonly path: string;
  /** JSON. */
  readonly body?: Uint8Array;
  /** For all of it: waiting, repeating and reading. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A synapse to be posted to its own path. */
export interface SynapseCall<Fields extends z.ZodObject> {
  readonly synapse: SynapseDeclaration<Fields>;
  readonly target: SynapseTarget;
  readonly fields: z.input<Fields>;
  /** For all of it; the axon is told, and adds it to what it allows a nonce to age. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Returns a dendrite, which asks other neurons with signed requests. It opens nothing before the first call.
 *
 * @example
 * const dendrite = createDendrite({ signer, scheme: btauthScheme, clock: systemClock(), logger });
 * const target = { host: "192.0.2.7", port: 8091, hotkey };
 * const outcome = await dendrite.request({ target, method: "GET", path: "/health", timeoutMs: 12_000 });
 * if (outcome.kind === "answered" && outcome.signature.outcome === "valid") use(outcome.body);
 * await dendrite.close();
 */
export function createDendrite(deps: DendriteDeps): Dendrite {
  return new Dendrite(deps);
}

const answerWanted = { accept: "*/*", "accept-encoding": acceptedCodings } as const;

/** Asks other neurons. Made by `createDendrite`. */
export class Dendrite {
  readonly #deps: DendriteDeps;
  readonly #caller: Caller;

  constructor(deps: DendriteDeps) {
    const settings = { ...defaultDendriteSettings, ...deps.settings };
    assertSettings(settings);
    if (deps.signer.cryptoType !== "sr25519") {
      throw new NeuronError(
        "CONFIG_INVALID",
        `${deps.signer.address} is no sr25519 key, which every scheme signs with`,
      );
    }
    this.#deps = deps;
    this.#caller = new Caller({ randomness: systemRandomness, ...deps }, settings);
  }

  /**
   * Makes a request and returns how it ended, whatever the other side does. Throws CANCELLED when the signal fires or
   * the dendrite is closed, ADDRESS_REFUSED and USAGE_INVALID for what cannot be asked.
   */
  async request({ target, timeoutMs, signal, ...request }: DendriteRequest): Promise<Outcome> {
    const { method, path, body = new Uint8Array() } = request;
    assertMethod(method);
    assertPath(path);
    const headers = {
      ...answerWanted,
      ...(body.length > 0 && { "content-type": "application/json" }),
    };
    const unsigned = { target, method, path, headers, body };
    const result = await this.#caller.call({
      origin: originOf(target),
      method,
      path,
      timeoutMs,
      signal,
      sign: (stamp) => signRequest(unsigned, stamp, this.#deps),
    });
    return this.#conclude(result, target);
  }

  /**
   * Posts a synapse as axons of SDK 7 to 10 expect it, whatever the dendrite's scheme, and returns how it ended; else
   * as `request`. Throws also INTERNAL for fields that JSON cannot hold.
   */
  async call<Fields extends z.ZodObject>({
    synapse,
    target,
    fields,
    timeoutMs,
    signal,
  }: SynapseCall<Fields>): Promise<SynapseOutcome<z.output<Fields>>> {
    const prepared = prepareSynapse(synapse, fields);
    const headers = { ...answerWanted, "content-type": "application/json" };
    const result = await this.#caller.call({
      origin: originOf(target),
      method: "POST",
      path: `/${synapse.name}`,
      timeoutMs,
      signal,
      sign: (stamp) => signSynapse(prepared, { target, headers, stamp }, this.#deps),
    });
    return judgeSynapse(synapse, this.#conclude(result, target));
  }

  /** Cancels the calls under way and ends every connection. Calling it again does nothing. */
  async close(): Promise<void> {
    await this.#caller.close();
  }

  #conclude(result: CallResult, { hotkey }: Target): Outcome {
    if (result.kind !== "received") return result;
    const { status, headers, body } = result;
    const answer = { ...result, signature: verifyAnswer(result, hotkey) };
    if (status >= 200 && status <= 299) return { ...answer, kind: "answered" };
    return {
      ...answer,
      kind: "refused",
      message: refusalMessage(status, body),
      retryAfterMs: findRetryAfterMs(headers, this.#deps.clock.now()),
    };
  }
}
