import type { Access } from "../route.ts";

/** The ways to sign a request, each named after the header that holds its signature. */
export const securitySchemes = {
  synapse: {
    type: "apiKey",
    in: "header",
    name: "bt_header_dendrite_signature",
    description:
      "The headers of Bittensor SDK 7.2 to 10. The signature covers sender, receiver, nonce and body hash.",
  },
  btauth: {
    type: "apiKey",
    in: "header",
    name: "X-Bittensor-Signature",
    description:
      "btauth/1 of Bittensor 11. The signature covers method, target, body, nonce, sender and receiver.",
  },
  epistula: {
    type: "apiKey",
    in: "header",
    name: "Epistula-Request-Signature",
    description: "Epistula 2. The signature covers body, uuid, timestamp and receiver.",
  },
} as const;

export type SecurityRequirement = Readonly<Partial<Record<keyof typeof securitySchemes, readonly []>>>;

/** Returns what a caller must send to be let in: any one of the schemes, or nothing. */
export function securityOf(access: Access): SecurityRequirement[] {
  return access === "open" ? [] : Object.keys(securitySchemes).map((scheme) => ({ [scheme]: [] }));
}

/** Returns the statuses with which admission turns callers away, and when. */
export function accessErrors(access: Access): Readonly<Record<number, string>> {
  const guarded = { 429: "Too many requests, or still in cooldown; Retry-After says when to ask again" };
  if (access === "open") return { ...guarded, 403: "The address is banned" };
  const who = access === "validators" ? "no validator of the subnet" : "not registered on the subnet";
  return {
    ...guarded,
    401: "The request is not signed, or not as it should be; the detail says what is wrong",
    403: `The caller is ${who}, or banned`,
    503: "The subnet has not been read for too long to tell callers apart",
  };
}
