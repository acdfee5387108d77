import { randomUUID } from "node:crypto";
import { signSynapse, prepareSynapse } from "../../src/dendrite/sign-synapse.ts";
import { schemesNamed } from "../../src/axon/auth/known-schemes.ts";
import type { SchemeName } from "../../src/protocol/scheme.ts";
import type { KeySigner } from "../../src/wallet/signer.ts";
import { alice, echo, miner } from "./axon.ts";

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Signing {
  readonly sentAtMs: number;
  readonly signer: KeySigner;
  readonly receiver: string;
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly uuid: string;
  readonly timeoutMs: number;
  /** Of the Synapse scheme: a hash of the caller's choice. */
  readonly bodyHash: string;
}

/** SHA3-256 of nothing, which the Synapse scheme signs where no field is hashed. */
const emptyBodyHash = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";

let requests = 0n;

/** Returns a request to //Miner, really signed, by default a GET of Alice's; no two have the same nonce. */
export function signRequest(
  scheme: SchemeName,
  { sentAtMs, signer = alice, ...overrides }: Partial<Signing> & Pick<Signing, "sentAtMs">,
): SignedRequest {
  const {
    receiver = miner.address,
    method = "GET",
    path = "/scores",
    body = Buffer.alloc(0),
    uuid = randomUUID(),
    timeoutMs = 12_000,
    bodyHash = emptyBodyHash,
  } = overrides;
  const [used] = schemesNamed([scheme]);
  if (used === undefined) throw new Error(`There is no scheme ${scheme}`);
  const headers = used.headersFor(
    {
      method,
      target: path,
      body,
      sender: signer.address,
      receiver,
      sentAtNs: nextNonce(sentAtMs),
      uuid,
      timeoutMs,
      synapse: { name: "scores", bodyHash, required: {}, ip: "127.0.0.1", port: 8091 },
    },
    (message) => signer.sign(Buffer.from(message)),
  );
  return { method, path, headers, body };
}

/** Returns the POST of the synapse Echo as a dendrite of the SDK sends it. */
export function signEcho(
  text: string,
  { sentAtMs, signer = alice }: Partial<Signing> & Pick<Signing, "sentAtMs">,
): SignedRequest {
  const target = { host: "127.0.0.1", port: 8091, hotkey: miner.address };
  const stamp = {
    sentAtNs: nextNonce(sentAtMs),
    lane: randomUUID(),
    requestId: randomUUID(),
    timeoutMs: 12_000,
  };
  const headers = { "content-type": "application/json" };
  const { body, ...request } = signSynapse(
    prepareSynapse(echo, { text }),
    { target, headers, stamp },
    { signer },
  );
  return {
    ...request,
    headers: Object.fromEntries(Object.entries(request.headers)),
    body: Buffer.from(body),
  };
}

/** A nanosecond for each request of a process, so that nonces differ within a millisecond. */
function nextNonce(sentAtMs: number): bigint {
  requests += 1n;
  return BigInt(sentAtMs) * 1_000_000n + (requests % 1_000_000n);
}
