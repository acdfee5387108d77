import { Authenticator, type AuthenticatorDeps } from "../../../../src/axon/auth/authenticator.ts";
import { freshnessCaps } from "../../../../src/axon/auth/freshness.ts";
import type { ReplayEntry } from "../../../../src/axon/auth/replay/entry.ts";
import { btauthScheme } from "../../../../src/protocol/btauth/scheme.ts";
import { epistulaScheme } from "../../../../src/protocol/epistula/scheme.ts";
import { fiberScheme } from "../../../../src/protocol/fiber/scheme.ts";
import { oroScheme } from "../../../../src/protocol/oro/scheme.ts";
import { Refusal, type RefusalReason } from "../../../../src/protocol/refusal.ts";
import type { AuthScheme, OutgoingRequest, RequestHead } from "../../../../src/protocol/scheme.ts";
import { synapseScheme } from "../../../../src/protocol/synapse/scheme.ts";
import { signerFromUri } from "../../../../src/wallet/secret-uri.ts";
import type { KeySigner } from "../../../../src/wallet/signer.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

export const miner = signerFromUri("//Miner");
export const alice = signerFromUri("//Alice");
export const bob = signerFromUri("//Bob");

/** A round second, so that the scheme that knows only those is exact, too. */
export const nowMs = Date.UTC(2025, 7, 1);

export const allSchemes: readonly AuthScheme[] = [
  synapseScheme,
  btauthScheme,
  epistulaScheme,
  fiberScheme,
  oroScheme,
];

export interface SignedRequest {
  readonly head: RequestHead;
  readonly body: Uint8Array;
}

/** Returns a request of Alice's to the miner, sent now, really signed. */
export function signedRequest(
  scheme: AuthScheme,
  { signer = alice, ...overrides }: Partial<OutgoingRequest> & { readonly signer?: KeySigner } = {},
): SignedRequest {
  const request: OutgoingRequest = {
    method: "POST",
    target: "/AlertScores?limit=10",
    body: Buffer.from('{"limit": 10}'),
    sender: signer.address,
    receiver: miner.address,
    sentAtNs: BigInt(nowMs) * 1_000_000n,
    uuid: "0f1e2d3c-4b5a-11f0-8c9d-0242ac120002",
    timeoutMs: 12_000,
    synapse: { name: "AlertScores", bodyHash: "00".repeat(32), required: {}, ip: "203.0.113.7", port: 8091 },
    ...overrides,
  };
  const headers = scheme.headersFor(request, (message) => signer.sign(Buffer.from(message)));
  return { head: { method: request.method, target: request.target, headers }, body: request.body };
}

/** Returns the request with these headers changed. */
export function withHeaders({ head, body }: SignedRequest, headers: RequestHead["headers"]): SignedRequest {
  return { head: { ...head, headers: { ...head.headers, ...headers } }, body };
}

/** A memory without a disk. */
export class SimpleReplayMemory {
  readonly keys = new Set<string>();

  refuseKnown({ key }: ReplayEntry): void {
    if (this.keys.has(key)) throw new Refusal("replayed", "seen");
  }

  remember({ key }: ReplayEntry): void {
    this.keys.add(key);
  }
}

export interface AuthenticatorOverrides extends Partial<AuthenticatorDeps> {
  readonly requireReceiver?: boolean;
}

/** Returns the miner's authenticator for all schemes, with real signatures and default caps. */
export function createAuthenticator({
  requireReceiver = true,
  ...deps
}: AuthenticatorOverrides = {}): Authenticator {
  return new Authenticator(
    {
      schemes: allSchemes,
      clock: new FakeClock(nowMs),
      replays: new SimpleReplayMemory(),
      skew: { observe: () => undefined },
      verifySignature,
      ...deps,
    },
    {
      hotkey: miner.address,
      requireReceiver,
      caps: freshnessCaps({ maxTimeoutSeconds: 60, maxAheadSeconds: 5 }),
    },
  );
}

/** Returns why the request is refused, or undefined when it is accepted. Other errors are thrown. */
export function outcomeOf(
  authenticator: Authenticator,
  { head, body }: SignedRequest,
): RefusalReason | undefined {
  return reasonOf(() => authenticator.verify(authenticator.readClaim(head), body));
}

/** Returns the reason of the refusal that the work ends with, or undefined. Other errors are thrown. */
export function reasonOf(work: () => unknown): RefusalReason | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
}
