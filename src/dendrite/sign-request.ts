import type { AuthScheme } from "../protocol/scheme.ts";
import type { Signer } from "../wallet/signer.ts";
import type { Stamp } from "./caller.ts";
import type { WireRequest } from "./exchange.ts";
import type { Target } from "./target.ts";

/** Everything of a request but what its signature takes. */
export interface UnsignedRequest extends WireRequest {
  readonly target: Target;
}

/** Returns the request with the headers of the scheme in front; as it is for a target whose hotkey is not known. */
export function signRequest(
  { target, ...request }: UnsignedRequest,
  { sentAtNs, lane, requestId, timeoutMs }: Stamp,
  { signer, scheme }: { signer: Pick<Signer, "address" | "sign">; scheme: AuthScheme },
): WireRequest {
  const { hotkey: receiver, host, port } = target;
  if (receiver === undefined) return request;
  const { method, path, body } = request;
  const isSynapse = scheme.name === "synapse";
  const signature = scheme.headersFor(
    {
      method,
      target: path,
      body,
      sender: signer.address,
      receiver,
      sentAtNs,
      // Python axons keep a nonce for every uuid they have ever seen; the other schemes want each request its own.
      uuid: isSynapse ? lane : requestId,
      timeoutMs,
      ...(isSynapse && { synapse: plainSynapse(path, { ip: host, port }) }),
    },
    (message) => signer.sign(Buffer.from(message)),
  );
  return { ...request, headers: { ...signature, ...request.headers } };
}

/** A request that is no synapse, in the clothes of one: an axon takes the first part of the path for its name. */
function plainSynapse(path: string, address: { readonly ip: string; readonly port: number }) {
  const [, name = ""] = path.split(/[/?]/);
  return { name, bodyHash: emptyBodyHash, required: {}, ...address };
}

/** SHA3-256 of nothing: no field is hashed (facts: bittensor 1.4). */
const emptyBodyHash = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";
