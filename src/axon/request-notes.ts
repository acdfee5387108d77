import type { IncomingMessage } from "node:http";
import type { SchemeName } from "../protocol/scheme.ts";
import type { FailureKind } from "./guard/failure.ts";
import type { GuardReason } from "./guard/refusal.ts";

/** Why a request was turned away. */
export type TurnAwayReason = FailureKind | GuardReason;

/** One request as it ended, whatever became of it. */
export interface FinishedRequest {
  /** Also in the answer, as `X-Request-Id`. */
  readonly id: string;
  readonly method: string;
  /** As the route is declared, `/scores/alerts/{processing_date}`; undefined where no route takes the path. */
  readonly route: string | undefined;
  readonly scheme: SchemeName | undefined;
  /** Who signed it; undefined unless the signature was verified. */
  readonly hotkey: string | undefined;
  /** Who it says it is from, proven or not. */
  readonly claimedHotkey: string | undefined;
  /** Undefined when the caller hung up before the answer began. */
  readonly status: number | undefined;
  readonly refusal: TurnAwayReason | undefined;
  readonly durationMs: number;
}

/** Is told of every request when it has ended. Must be quick and must not throw. */
export type RequestObserver = (request: FinishedRequest) => void;

/** What is learned of a request on its way. */
export interface RequestNote {
  route?: string;
  scheme?: SchemeName;
  hotkey?: string;
  claimedHotkey?: string;
  refusal?: TurnAwayReason;
}

/** Holds what each part of the axon learns of a request until it has ended. Without an observer it keeps nothing. */
export class RequestNotes {
  readonly #notes = new WeakMap<IncomingMessage, RequestNote>();

  /** Begins to take notes of a request. */
  begin(request: IncomingMessage): RequestNote {
    const note: RequestNote = {};
    this.#notes.set(request, note);
    return note;
  }

  /** Adds to the notes of a request, if any are taken. */
  add(request: IncomingMessage, found: RequestNote): void {
    const note = this.#notes.get(request);
    if (note !== undefined) Object.assign(note, found);
  }
}
