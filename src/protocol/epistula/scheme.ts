import { findHeader, getHeader, hasAny, hotkeyForm, signatureForm } from "../header-text.ts";
import type { AuthScheme, Claim, OutgoingRequest, RequestHead } from "../scheme.ts";
import { bodySha256, millisecondsOf, signatureText } from "../signed-text.ts";

const header = {
  version: "epistula-version",
  timestamp: "epistula-timestamp",
  uuid: "epistula-uuid",
  signedBy: "epistula-signed-by",
  signedFor: "epistula-signed-for",
  signature: "epistula-request-signature",
} as const;

const maxAgeMs = 8_000;
// The common code bounds nothing here: two seconds are what a synchronised clock can be wrong by.
const maxAheadMs = 2_000;
const secretIntervalMs = 10_000;

const versionForm = { pattern: /^2$/, text: "2" };
const timestampForm = {
  pattern: /^(?:0|[1-9][0-9]{0,14})$/,
  text: "milliseconds since the Unix epoch in at most 15 digits",
};
const uuidForm = { pattern: /^[0-9A-Za-z-]{1,64}$/, text: "at most 64 letters, digits and hyphens" };
// Some callers send the header empty where they name no receiver; the signed text is the same as without it.
const signedForForm = {
  pattern: new RegExp(`${hotkeyForm.pattern.source}|^$`),
  text: hotkeyForm.text,
};

/**
 * Epistula v2 (facts: bittensor 4.2): body, identifier, time and, unless it is left out, receiver; neither method nor
 * path. Its time has whole milliseconds, so an outgoing request wants a uuid of its own.
 */
export const epistulaScheme: AuthScheme = {
  name: "epistula",
  isUsedBy: (headers) => hasAny(headers, [header.signature, header.version, header.signedBy]),
  readClaim,
  headersFor,
};

function readClaim({ headers }: RequestHead): Claim {
  getHeader(headers, header.version, versionForm);
  const signedFor = findHeader(headers, header.signedFor, signedForForm);
  const receiver = signedFor === "" ? undefined : signedFor;
  const timestamp = getHeader(headers, header.timestamp, timestampForm);
  const uuid = getHeader(headers, header.uuid, uuidForm);
  return {
    scheme: "epistula",
    hotkey: getHeader(headers, header.signedBy, hotkeyForm),
    receiver,
    cryptoType: "sr25519",
    signature: getHeader(headers, header.signature, signatureForm),
    sentAtMs: Number(timestamp),
    maxAgeMs,
    maxAheadMs,
    replayKey: `${timestamp}:${uuid}`,
    body: { kind: "bytes" },
    message: (us, body) => messageOf({ body, uuid, timestamp, receiver: receiver === undefined ? "" : us }),
  };
}

function headersFor(
  { body, sender, receiver, sentAtNs, uuid }: OutgoingRequest,
  sign: (message: string) => Uint8Array,
): Record<string, string> {
  const sentAtMs = millisecondsOf(sentAtNs);
  const timestamp = String(sentAtMs);
  const signed = (message: string): string => signatureText(sign(message));
  const interval = Math.ceil(sentAtMs / secretIntervalMs);
  return {
    [header.version]: "2",
    [header.timestamp]: timestamp,
    [header.uuid]: uuid,
    [header.signedBy]: sender,
    [header.signedFor]: receiver,
    [header.signature]: signed(messageOf({ body, uuid, timestamp, receiver })),
    "epistula-secret-signature-0": signed(`${interval - 1}.${receiver}`),
    "epistula-secret-signature-1": signed(`${interval}.${receiver}`),
    "epistula-secret-signature-2": signed(`${interval + 1}.${receiver}`),
  };
}

interface Message extends Pick<OutgoingRequest, "body" | "uuid" | "receiver"> {
  readonly timestamp: string;
}

function messageOf({ body, uuid, timestamp, receiver }: Message): string {
  return `${bodySha256(body)}.${uuid}.${timestamp}.${receiver}`;
}
