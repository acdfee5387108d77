import { getHeader, hasAny, hotkeyForm, signatureForm } from "../header-text.ts";
import type { AuthScheme, Claim, OutgoingRequest, RequestHead } from "../scheme.ts";
import { bodySha256, millisecondsOf, signatureText } from "../signed-text.ts";

const header = {
  sender: "validator-hotkey",
  receiver: "miner-hotkey",
  nonce: "nonce",
  signature: "signature",
} as const;

/** Both ways of the clock (facts: bittensor 4.3, NONCE_WINDOW_NS). */
const windowMs = 120_000;
const suffixLength = 10;

const nonceForm = {
  pattern: /^(?:0|[1-9][0-9]{0,19})_[0-9A-Za-z]{10}$/,
  text: "nanoseconds since the Unix epoch, an underscore and 10 letters or digits",
};

/** Fiber without its encrypted mode (facts: bittensor 4.3): body, receiver and nonce; neither method nor path. */
export const fiberScheme: AuthScheme = {
  name: "fiber",
  isUsedBy: (headers) => hasAny(headers, [header.sender, header.receiver]),
  readClaim,
  headersFor,
};

function readClaim({ headers }: RequestHead): Claim {
  const nonce = getHeader(headers, header.nonce, nonceForm);
  return {
    scheme: "fiber",
    hotkey: getHeader(headers, header.sender, hotkeyForm),
    receiver: getHeader(headers, header.receiver, hotkeyForm),
    cryptoType: "sr25519",
    signature: getHeader(headers, header.signature, signatureForm),
    sentAtMs: millisecondsOf(BigInt(nonce.slice(0, nonce.indexOf("_")))),
    maxAgeMs: windowMs,
    maxAheadMs: windowMs,
    replayKey: nonce,
    body: { kind: "bytes" },
    message: (us, body) => messageOf({ nonce, receiver: us, body }),
  };
}

function headersFor(
  { body, sender, receiver, sentAtNs, uuid }: OutgoingRequest,
  sign: (message: string) => Uint8Array,
): Record<string, string> {
  const nonce = `${sentAtNs.toString()}_${suffixOf(uuid)}`;
  return {
    [header.sender]: sender,
    [header.receiver]: receiver,
    [header.nonce]: nonce,
    [header.signature]: signatureText(sign(messageOf({ nonce, receiver, body }))),
  };
}

/** The first letters and digits of the uuid; the nanoseconds before it make a nonce its own. */
function suffixOf(uuid: string): string {
  return uuid
    .replaceAll(/[^0-9A-Za-z]/g, "")
    .slice(0, suffixLength)
    .padEnd(suffixLength, "0");
}

interface Message extends Pick<OutgoingRequest, "receiver" | "body"> {
  readonly nonce: string;
}

function messageOf({ nonce, receiver, body }: Message): string {
  return `${nonce}:${receiver}:${bodySha256(body)}`;
}
