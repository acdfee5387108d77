import { createDendrite, type Dendrite, type DendriteDeps } from "../../src/dendrite/dendrite.ts";
import type { Target } from "../../src/dendrite/target.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { answerHeaders, answerMessage } from "../../src/protocol/answer/answer-signature.ts";
import { bodySha256 } from "../../src/protocol/signed-text.ts";
import type { AuthScheme } from "../../src/protocol/scheme.ts";
import { toHex } from "../../src/wallet/bytes.ts";
import { signerFromUri } from "../../src/wallet/secret-uri.ts";
import type { Signer } from "../../src/wallet/signer.ts";

export const alice = signerFromUri("//Alice");
export const bob = signerFromUri("//Bob");
export const charlie = signerFromUri("//Charlie");

/** A call's time, for tests that do not let it pass; longer than any wait between attempts. */
export const timeoutMs = 600_000;

/** A clock on which waits between attempts take no time, and deadlines come when a test says so. */
export class HastyClock implements Clock {
  /** The waits between attempts so far. */
  readonly waits: number[] = [];
  #nowMs = Date.UTC(2025, 7, 1);
  readonly #deadlines = new Set<() => void>();

  /** How many calls have a deadline. */
  get deadlines(): number {
    return this.#deadlines.size;
  }

  steady(): number {
    return performance.now();
  }

  now(): number {
    return this.#nowMs;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (durationMs === timeoutMs) return this.#untilExpired(signal);
    this.waits.push(durationMs);
    this.#nowMs += durationMs;
    return Promise.resolve();
  }

  /** Lets every deadline pass. */
  expire(): void {
    this.#nowMs += timeoutMs;
    for (const wake of this.#deadlines) wake();
  }

  #untilExpired(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        this.#deadlines.delete(wake);
        resolve();
      };
      this.#deadlines.add(wake);
      signal?.addEventListener("abort", () => {
        this.#deadlines.delete(wake);
        reject(new DOMException("The sleep was aborted", "AbortError"));
      });
    });
  }
}

/** A scheme whose headers show what it was given; the signature is over the nonce. */
export const plainScheme: AuthScheme = {
  name: "btauth",
  isUsedBy: () => true,
  readClaim: () => {
    throw new Error("Nobody reads it here");
  },
  headersFor: ({ sentAtNs, uuid, sender, receiver, timeoutMs }, sign) => ({
    "x-nonce": String(sentAtNs),
    "x-uuid": uuid,
    "x-from": sender,
    "x-to": receiver,
    "x-timeout": String(timeoutMs),
    "x-signature": toHex(sign(String(sentAtNs))),
  }),
};

/** The same under the name whose requests stay on lanes. */
export const laneScheme: AuthScheme = { ...plainScheme, name: "synapse" };

/** Returns a dendrite of Alice's; the test closes it. */
export function createTestDendrite(overrides: Partial<DendriteDeps> = {}): Dendrite {
  return createDendrite({
    signer: alice,
    scheme: plainScheme,
    clock: new HastyClock(),
    logger: silentLogger(),
    ...overrides,
  });
}

/** Returns Bob at the address of a server. */
export function targetAt(url: string, overrides: Partial<Target> = {}): Target {
  const { hostname, port } = new URL(url);
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port),
    hotkey: bob.address,
    ...overrides,
  };
}

/** Returns the headers with which a neuron signs an answer. */
export function answerSignature(body: string | Buffer, signer: Signer = bob, signedAtMs = 1_754_000_000_000) {
  const message = answerMessage({
    hotkey: signer.address,
    signedAtMs,
    bodySha256: bodySha256(Buffer.from(body)),
  });
  return {
    [answerHeaders.hotkey]: signer.address,
    [answerHeaders.signedAt]: String(signedAtMs),
    [answerHeaders.signature]: toHex(signer.sign(Buffer.from(message))),
  };
}
