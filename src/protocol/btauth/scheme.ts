import { findHeader, getHeader, hasAny, hotkeyForm, nanosecondsForm, signatureForm } from "../header-text.ts";
import { Refusal } from "../refusal.ts";
import type { AuthScheme, Claim, OutgoingRequest, RequestHead } from "../scheme.ts";
import { bodySha256, millisecondsOf, signatureText } from "../signed-text.ts";

const header = {
  version: "x-bittensor-version",
  hotkey: "x-bittensor-hotkey",
  receiver: "x-bittensor-receiver",
  nonce: "x-bittensor-nonce",
  crypto: "x-bittensor-crypto",
  signature: "x-bittensor-signature",
} as const;

const maxAgeMs = 10_000;
const maxAheadMs = 2_000;

const versionForm = { pattern: /^1$/, text: "1" };
const cryptoForm = { pattern: /^[a-z0-9]{1,16}$/, text: "sr25519 or ed25519" };
// A line feed would let one text be read as two requests.
const targetPattern = /^[\x21-\x7e\x80-\xff]+$/;
const methodPattern = /^[A-Z-]+$/;

/** `btauth/1` of SDK 11 (facts: bittensor 4.1): method, target, body, sender and, unless it is left out, receiver. */
export const btauthScheme: AuthScheme = {
  name: "btauth",
  isUsedBy: (headers) => hasAny(headers, [header.signature, header.version, header.hotkey]),
  readClaim,
  headersFor,
};

function readClaim({ method, target, headers }: RequestHead): Claim {
  getHeader(headers, header.version, versionForm);
  if (!methodPattern.test(method) || !targetPattern.test(target)) {
    throw new Refusal("malformed", "The request line holds characters that cannot be signed");
  }
  const hotkey = getHeader(headers, header.hotkey, hotkeyForm);
  const receiver = findHeader(headers, header.receiver, hotkeyForm);
  const nonce = getHeader(headers, header.nonce, nanosecondsForm);
  const cryptoType = readCryptoType(headers);
  return {
    scheme: "btauth",
    hotkey,
    receiver,
    cryptoType,
    signature: getHeader(headers, header.signature, signatureForm),
    sentAtMs: millisecondsOf(BigInt(nonce)),
    maxAgeMs,
    maxAheadMs,
    replayKey: nonce,
    body: { kind: "bytes" },
    message: (us, body) =>
      payloadOf({
        cryptoType,
        method,
        target,
        body,
        nonce,
        sender: hotkey,
        receiver: receiver === undefined ? undefined : us,
      }),
  };
}

function readCryptoType(headers: RequestHead["headers"]): Claim["cryptoType"] {
  const name = findHeader(headers, header.crypto, cryptoForm) ?? "sr25519";
  if (name === "sr25519" || name === "ed25519") return name;
  throw new Refusal("malformed", `Signatures of ${name} are not supported: sign with sr25519 or ed25519`);
}

function headersFor(request: OutgoingRequest, sign: (message: string) => Uint8Array): Record<string, string> {
  const { sender, receiver } = request;
  const nonce = request.sentAtNs.toString();
  return {
    [header.version]: "1",
    [header.hotkey]: sender,
    [header.receiver]: receiver,
    [header.nonce]: nonce,
    [header.signature]: signatureText(sign(payloadOf({ ...request, nonce, cryptoType: "sr25519" }))),
  };
}

interface Payload extends Pick<OutgoingRequest, "method" | "target" | "body" | "sender"> {
  readonly cryptoType: Claim["cryptoType"];
  readonly nonce: string;
  readonly receiver: string | undefined;
}

function payloadOf({ cryptoType, method, target, body, nonce, sender, receiver }: Payload): string {
  return ["btauth/1", cryptoType, method, target, bodySha256(body), nonce, sender, receiver ?? "-"].join(
    "\n",
  );
}
