import type { IncomingHttpHeaders } from "node:http";
import type { Breakdown } from "./breakdown.ts";
import type { AnswerSignature } from "./verify-answer.ts";

/** What every call took. */
export interface Effort {
  /** From the call to its outcome, waits included. */
  readonly durationMs: number;
  /** How often a request was made; 0 when its turn never came. */
  readonly attempts: number;
}

/** An answer, decoded and whole. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: IncomingHttpHeaders;
  /** After content decoding. */
  readonly body: Buffer;
  readonly signature: AnswerSignature;
}

/** A status from 200 to 299. */
export type Answered = { readonly kind: "answered" } & Answer;

/** Any other status, a redirect included: none is ever followed. */
export type Refused = {
  readonly kind: "refused";
  /** The other side's words, shortened and without control characters. */
  readonly message: string;
  /** How long it asks to be left alone; undefined when it does not say. */
  readonly retryAfterMs: number | undefined;
} & Answer;

/** There was no answer that could be read. */
export type Failed =
  /** No connection, or one that ended before an answer began. */
  | Extract<Breakdown, { kind: "unreachable" }>
  /** The deadline passed, in whatever phase. */
  | { readonly kind: "timeout"; readonly timeoutMs: number }
  | { readonly kind: "too_large"; readonly limitBytes: number }
  /** It broke off, or is not what it says to be. */
  | Extract<Breakdown, { kind: "bad_answer" }>
  /** So many calls of our own are under way or waiting that no more may. */
  | { readonly kind: "overloaded"; readonly calls: number };

/** How a call ended. What the other side does wrong is an outcome and never thrown. */
export type Outcome = (Answered | Refused | Failed) & Effort;
