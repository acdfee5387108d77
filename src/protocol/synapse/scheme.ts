import { NeuronError } from "../../lib/errors.ts";
import {
  findHeader,
  getHeader,
  hasAny,
  hotkeyForm,
  nanosecondsForm,
  signatureForm,
  uuidForm,
} from "../header-text.ts";
import type { AuthScheme, Claim, OutgoingRequest, RequestHead } from "../scheme.ts";
import { millisecondsOf, signatureText } from "../signed-text.ts";
import { terminalPrefix } from "./header-names.ts";
import { writeSynapseHeaders } from "./write-headers.ts";
import { placeholdersFor } from "./placeholders.ts";
import { sentVersion } from "./version.ts";

const header = {
  nonce: `${terminalPrefix.dendrite}nonce`,
  hotkey: `${terminalPrefix.dendrite}hotkey`,
  uuid: `${terminalPrefix.dendrite}uuid`,
  signature: `${terminalPrefix.dendrite}signature`,
  receiver: `${terminalPrefix.axon}hotkey`,
  bodyHash: "computed_body_hash",
  timeout: "timeout",
} as const;

/** What the SDK allows beside the timeout (facts: bittensor 1.7). */
const baseAgeMs = 4_000;
/** The SDK bounds neither; the timeout is not signed, so whoever holds an old request could make it fresh again. */
const longestTimeoutMs = 60_000;
const maxAheadMs = 4_000;

const bodyHashForm = { pattern: /^[0-9a-f]{64}$/, text: "64 lower-case hexadecimal digits" };
const timeoutForm = {
  pattern: /^[0-9]{1,10}(?:\.[0-9]{0,20})?(?:e[+-]?[0-9]{1,3})?$/,
  text: "a number of seconds, finite and not negative",
};

/**
 * The headers of SDK 7.2 to 10 (facts: bittensor 1.2, 1.6): nonce, sender, receiver, uuid and the hash of some fields;
 * neither the class nor the timeout. Unlike the SDK, it refuses requests without a signature, honours a timeout of at
 * most a minute (an absent one is 0, `inf`, `nan` and negative ones are malformed) and bounds the future.
 */
export const synapseScheme: AuthScheme = {
  name: "synapse",
  isUsedBy: (headers) => hasAny(headers, [header.signature, header.hotkey, header.nonce]),
  readClaim,
  headersFor,
};

function readClaim({ headers }: RequestHead): Claim {
  const nonce = getHeader(headers, header.nonce, nanosecondsForm);
  const hotkey = getHeader(headers, header.hotkey, hotkeyForm);
  const uuid = getHeader(headers, header.uuid, uuidForm);
  const bodyHash = getHeader(headers, header.bodyHash, bodyHashForm);
  const timeoutMs = Number(findHeader(headers, header.timeout, timeoutForm) ?? 0) * 1000;
  return {
    scheme: "synapse",
    hotkey,
    receiver: findHeader(headers, header.receiver, hotkeyForm),
    cryptoType: "sr25519",
    signature: getHeader(headers, header.signature, signatureForm),
    sentAtMs: millisecondsOf(BigInt(nonce)),
    maxAgeMs: baseAgeMs + Math.min(timeoutMs, longestTimeoutMs),
    maxAheadMs,
    replayKey: `${nonce}:${uuid}`,
    body: { kind: "fields", bodyHash },
    message: (receiver) => synapseMessage({ nonce, sender: hotkey, receiver, uuid, bodyHash }),
  };
}

/** The sizes that the SDK sends depend on CPython's memory and are read by nobody (facts: bittensor 1.2). */
function headersFor(
  { sender, receiver, sentAtNs, uuid, timeoutMs, body, synapse }: OutgoingRequest,
  sign: (message: string) => Uint8Array,
): Record<string, string> {
  if (synapse === undefined)
    throw new NeuronError("INTERNAL", "A Synapse request needs its class and body hash");
  const { name, bodyHash, ip, port, senderIp, required } = synapse;
  const message = synapseMessage({ nonce: sentAtNs.toString(), sender, receiver, uuid, bodyHash });
  return writeSynapseHeaders({
    name,
    timeoutS: timeoutMs / 1000,
    axon: { ip, port, hotkey: receiver },
    dendrite: {
      ...(senderIp === undefined ? {} : { ip: senderIp }),
      version: sentVersion,
      nonce: sentAtNs,
      uuid,
      hotkey: sender,
      signature: signatureText(sign(message)),
    },
    placeholders: placeholdersFor(required),
    headerSize: 0,
    totalSize: body.byteLength,
    bodyHash,
  });
}

/** What a Synapse request signs. */
export interface SynapseMessage {
  /** Nanoseconds in decimal digits. */
  readonly nonce: string;
  readonly sender: string;
  readonly receiver: string;
  readonly uuid: string;
  readonly bodyHash: string;
}

/** Returns the text that a Synapse request signs (facts: bittensor 1.6). */
export function synapseMessage({ nonce, sender, receiver, uuid, bodyHash }: SynapseMessage): string {
  return `${nonce}.${sender}.${receiver}.${uuid}.${bodyHash}`;
}
