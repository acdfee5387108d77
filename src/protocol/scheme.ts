export type SchemeName = "synapse" | "btauth" | "epistula" | "fiber" | "oro";

/** All of a request that is known before its body: the request line and the headers. */
export interface RequestHead {
  /** Upper-case. */
  readonly method: string;
  /** Path and query as they stand on the wire. */
  readonly target: string;
  /** By lower-case name, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** How the signature covers the body. */
export type BodyBinding =
  /** The message holds a hash of the bytes as received. */
  | { readonly kind: "bytes" }
  /** The message holds this hash over some fields: who knows the fields must compare it with the body's. */
  | { readonly kind: "fields"; readonly bodyHash: string }
  /** Not at all. */
  | { readonly kind: "none" };

/** Who a request says it is from, before its signature was checked. All of it is in the right form, none of it true yet. */
export interface Claim {
  readonly scheme: SchemeName;
  /** Text in the place of an SS58 address. */
  readonly hotkey: string;
  /** The hotkey that the request names as its receiver; undefined when it names none. */
  readonly receiver: string | undefined;
  readonly cryptoType: "sr25519" | "ed25519";
  /** `0x` and 128 hexadecimal digits. */
  readonly signature: string;
  /** Milliseconds since the Unix epoch, by the caller's clock. */
  readonly sentAtMs: number;
  /** What the scheme allows; the server may allow less. */
  readonly maxAgeMs: number;
  readonly maxAheadMs: number;
  /** No second request of this hotkey has it. */
  readonly replayKey: string;
  readonly body: BodyBinding;
  /** Returns the text that was signed if the request was meant for this receiver and had this body. */
  message(receiver: string, body: Uint8Array): string;
}

/** A request on its way out, to be signed. */
export interface OutgoingRequest extends Pick<RequestHead, "method" | "target"> {
  readonly body: Uint8Array;
  /** SS58. */
  readonly sender: string;
  readonly receiver: string;
  /** Nanoseconds since the Unix epoch: greater than in any request before on the same lane. */
  readonly sentAtNs: bigint;
  /** Names the lane; a request of its own where a scheme wants one. */
  readonly uuid: string;
  /** How long the caller waits for the answer. */
  readonly timeoutMs: number;
  /** Only the Synapse scheme knows these: the class, the hash over its fields, the receiver's address. */
  readonly synapse?: {
    readonly name: string;
    readonly bodyHash: string;
    /** Values of the required fields, whose empty forms go into headers. */
    readonly required: Readonly<Record<string, unknown>>;
    readonly ip: string;
    readonly port: number;
    /** The sender's own address, when it is known: some receivers read it from here. */
    readonly senderIp?: string;
  };
}

/** One way in which callers of the ecosystem sign their requests: reading and writing it. Pure. */
export interface AuthScheme {
  readonly name: SchemeName;
  /** Returns whether these headers are meant for this scheme, right or wrong. */
  isUsedBy(headers: RequestHead["headers"]): boolean;
  /** Returns what the headers claim. Throws Refusal `malformed`. */
  readClaim(head: RequestHead): Claim;
  /** Returns the headers that authenticate the request. `sign` returns 64 bytes over the UTF-8 of the text. */
  headersFor(request: OutgoingRequest, sign: (message: string) => Uint8Array): Record<string, string>;
}
