import type { FinishedRequest } from "../../axon/request-notes.ts";
import type { Clock } from "../../lib/clock.ts";
import { callerClassOf, outcomeOf, type FindCaller, type RequestOutcome } from "./outcome.ts";

export interface RequestHistoryDeps {
  readonly clock: Pick<Clock, "now">;
  readonly findCaller: FindCaller;
}

/** Requests of one span of time, by what became of them. An outcome that never was has no entry. */
export interface RequestSpan {
  readonly startsAtMs: number;
  readonly outcomes: Readonly<Partial<Record<RequestOutcome, number>>>;
  /** Those of validators among them, who have proven that they are. */
  readonly ofValidators: Readonly<Partial<Record<RequestOutcome, number>>>;
}

/** What a validator has asked for since the start. */
export interface ValidatorRequests {
  readonly hotkey: string;
  readonly requests: number;
  readonly answered: number;
  readonly lastAtMs: number;
  readonly lastRoute: string;
}

/** A request that was turned away. */
export interface RefusedRequest {
  readonly id: string;
  readonly atMs: number;
  readonly route: string;
  readonly reason: string;
  /** As the request says, proven or not; empty when it names none. */
  readonly hotkey: string;
}

/** What is remembered of requests, for people to look at; counters for machines are metrics. */
export interface RequestSummary {
  readonly total: number;
  readonly outcomes: Readonly<Partial<Record<RequestOutcome, number>>>;
  /** Whoever asked last, first. */
  readonly validators: readonly ValidatorRequests[];
  /** The newest first. */
  readonly refusals: readonly RefusedRequest[];
  /** The oldest first; a span without requests is left out. */
  readonly spans: readonly RequestSpan[];
}

/** Ten minutes each: a day is 144 points of a chart. */
export const requestSpanMs = 600_000;
const mostSpans = 144;
const mostValidators = 256;
const mostRefusals = 100;

type Counts = Partial<Record<RequestOutcome, number>>;

interface SpanCounts {
  readonly outcomes: Counts;
  readonly ofValidators: Counts;
}

/** Remembers a day of requests in bounded memory. */
export class RequestHistory {
  readonly #deps: RequestHistoryDeps;
  readonly #totals: Counts = {};
  readonly #spans = new Map<number, SpanCounts>();
  /** In the order of their last requests. */
  readonly #validators = new Map<string, Omit<ValidatorRequests, "hotkey">>();
  #refusals: RefusedRequest[] = [];
  #total = 0;

  constructor(deps: RequestHistoryDeps) {
    this.#deps = deps;
  }

  /** Takes down a request that has ended. */
  record(request: FinishedRequest): void {
    const atMs = this.#deps.clock.now();
    const outcome = outcomeOf(request);
    this.#total++;
    count(this.#totals, outcome);
    const span = this.#spanAt(atMs);
    count(span.outcomes, outcome);
    if (request.refusal !== undefined) this.#remember(request, request.refusal, atMs);
    const { hotkey } = request;
    if (hotkey === undefined || callerClassOf(hotkey, this.#deps.findCaller) !== "validator") return;
    count(span.ofValidators, outcome);
    this.#recordValidator(hotkey, request, atMs);
  }

  /** Returns what is remembered. */
  summary(): RequestSummary {
    return {
      total: this.#total,
      outcomes: { ...this.#totals },
      validators: [...this.#validators].map(([hotkey, requests]) => ({ hotkey, ...requests })).reverse(),
      refusals: this.#refusals.slice(-mostRefusals).reverse(),
      spans: [...this.#spans].map(([startsAtMs, { outcomes, ofValidators }]) => ({
        startsAtMs,
        outcomes: { ...outcomes },
        ofValidators: { ...ofValidators },
      })),
    };
  }

  #spanAt(atMs: number): SpanCounts {
    const startsAtMs = atMs - (atMs % requestSpanMs);
    const known = this.#spans.get(startsAtMs);
    if (known !== undefined) return known;
    const span: SpanCounts = { outcomes: {}, ofValidators: {} };
    this.#spans.set(startsAtMs, span);
    dropOldest(this.#spans, mostSpans);
    return span;
  }

  #remember({ id, route = "", claimedHotkey = "" }: FinishedRequest, reason: string, atMs: number): void {
    this.#refusals.push({ id, atMs, route, reason, hotkey: claimedHotkey });
    // In pieces: to drop one at each refusal would move the others each time.
    if (this.#refusals.length >= 2 * mostRefusals) this.#refusals = this.#refusals.slice(-mostRefusals);
  }

  #recordValidator(hotkey: string, request: FinishedRequest, atMs: number): void {
    const { requests = 0, answered = 0 } = this.#validators.get(hotkey) ?? {};
    this.#validators.delete(hotkey);
    this.#validators.set(hotkey, {
      requests: requests + 1,
      answered: answered + (outcomeOf(request) === "answered" ? 1 : 0),
      lastAtMs: atMs,
      lastRoute: request.route ?? "",
    });
    dropOldest(this.#validators, mostValidators);
  }
}

function count(counts: Counts, outcome: RequestOutcome): void {
  counts[outcome] = (counts[outcome] ?? 0) + 1;
}

function dropOldest(map: Map<unknown, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
