import { getHeader, hasAny, hotkeyForm } from "../header-text.ts";
import type { AuthScheme, Claim, OutgoingRequest, RequestHead } from "../scheme.ts";
import { signatureText } from "../signed-text.ts";

const header = {
  hotkey: "x-hotkey",
  timestamp: "x-timestamp",
  nonce: "x-nonce",
  signature: "x-signature",
} as const;

/** Both ways of the clock. */
const windowMs = 60_000;
const nanosecondsPerSecond = 1_000_000_000n;

const timestampForm = {
  pattern: /^(?:0|[1-9][0-9]{0,11})$/,
  text: "seconds since the Unix epoch in at most 12 digits",
};
const nonceForm = {
  pattern: /^[\x21-\x2b\x2d-\x39\x3b-\x7e]{1,256}$/,
  text: "at most 256 printable ASCII characters without colon, comma and blank",
};
const signatureForm = {
  pattern: /^(?:0x)?[0-9a-fA-F]{128}$/,
  text: "128 hexadecimal digits, with or without 0x",
};

/** The form of bittensor-auth that stands between colons. */
export const oroScheme = createOroScheme(":");

/**
 * Returns the header scheme of ORO's bittensor-auth (facts: bittensor 4.4), its parts joined by colons or, in one of
 * its presets, by dots. It covers sender, time and nonce: neither receiver nor path nor body, so whoever gets such a
 * request could send another one with it to another neuron. An outgoing request wants a uuid of its own.
 */
export function createOroScheme(separator: ":" | "."): AuthScheme {
  const messageOf = (hotkey: string, timestamp: string, nonce: string): string =>
    [hotkey, timestamp, nonce].join(separator);

  return {
    name: "oro",
    isUsedBy: (headers) => hasAny(headers, [header.hotkey, header.signature]),
    readClaim: ({ headers }) => readClaim(headers, messageOf),
    headersFor: (request, sign) => headersFor(request, (...parts) => sign(messageOf(...parts))),
  };
}

type Parts = [hotkey: string, timestamp: string, nonce: string];

function readClaim(headers: RequestHead["headers"], messageOf: (...parts: Parts) => string): Claim {
  const hotkey = getHeader(headers, header.hotkey, hotkeyForm);
  const timestamp = getHeader(headers, header.timestamp, timestampForm);
  const nonce = getHeader(headers, header.nonce, nonceForm);
  const signature = getHeader(headers, header.signature, signatureForm);
  return {
    scheme: "oro",
    hotkey,
    receiver: undefined,
    cryptoType: "sr25519",
    signature: signature.startsWith("0x") ? signature : `0x${signature}`,
    sentAtMs: Number(timestamp) * 1000,
    maxAgeMs: windowMs,
    maxAheadMs: windowMs,
    replayKey: nonce,
    body: { kind: "none" },
    message: () => messageOf(hotkey, timestamp, nonce),
  };
}

function headersFor(
  { sender, sentAtNs, uuid }: OutgoingRequest,
  sign: (...parts: Parts) => Uint8Array,
): Record<string, string> {
  const timestamp = (sentAtNs / nanosecondsPerSecond).toString();
  return {
    [header.hotkey]: sender,
    [header.timestamp]: timestamp,
    [header.nonce]: uuid,
    [header.signature]: signatureText(sign(sender, timestamp, uuid)),
  };
}
