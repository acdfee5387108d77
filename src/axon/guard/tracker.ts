import { Conduct, type Penalties } from "./conduct.ts";
import { EventLog } from "./event-log.ts";
import { RecencyMap } from "./recency-map.ts";

/** A subject without failures that was not seen for so long has nothing left in any window of the limits. */
const idleMs = 60_000;

export interface TrackerSettings {
  readonly mostSubjects: number;
  /** Requests that are remembered of each. */
  readonly logCapacity: number;
  readonly penalties: Penalties;
}

interface Tracked {
  readonly requests: EventLog;
  lastSeenMs: number;
  conduct: Conduct | undefined;
}

/**
 * What is remembered of addresses, or of hotkeys: a bounded number of them, without a timer. Where room is needed,
 * those go first that have done nothing wrong, the longest unseen before others; all they lose is their count of a
 * minute. Only when nobody else is left goes the one whose last failure is the oldest: to shed one cooldown, an
 * attacker would have to fail from as many addresses as fit, and with those he would not need the one.
 */
export class Tracker {
  readonly #settings: TrackerSettings;
  /** In the order in which they were last seen. */
  readonly #clean = new RecencyMap<Tracked>();
  /** In the order in which they last failed. */
  readonly #marked = new RecencyMap<Tracked>();

  constructor(settings: TrackerSettings) {
    this.#settings = settings;
  }

  get size(): number {
    return this.#clean.size + this.#marked.size;
  }

  /** Returns how many are in a cooldown. Looks at each that has failed. */
  countCooling(nowMs: number): number {
    let cooling = 0;
    for (const { conduct } of this.#marked.values()) {
      if (conduct !== undefined && conduct.coolingMs(nowMs) > 0) cooling++;
    }
    return cooling;
  }

  /** Returns the requests of a subject, new or known. */
  requestsOf(key: string, nowMs: number): EventLog {
    const subject = this.#seen(key, nowMs);
    return subject.requests;
  }

  /** Returns what a subject has done wrong, if anything. */
  findConduct(key: string): Conduct | undefined {
    return this.#marked.find(key)?.conduct;
  }

  /** Returns what a subject has done wrong, to add to it. */
  conductOf(key: string, nowMs: number): Conduct {
    const subject = this.#seen(key, nowMs);
    this.#clean.delete(key);
    this.#marked.set(key, subject);
    subject.conduct ??= new Conduct(this.#settings.penalties);
    return subject.conduct;
  }

  /** Lets a subject begin anew. */
  forget(key: string): void {
    this.#clean.delete(key);
    this.#marked.delete(key);
  }

  #seen(key: string, nowMs: number): Tracked {
    const marked = this.#marked.find(key);
    const known = marked ?? this.#clean.find(key);
    if (known === undefined) this.#makeRoom(nowMs);
    const subject = known ?? this.#newSubject();
    subject.lastSeenMs = nowMs;
    if (marked === undefined) this.#clean.set(key, subject);
    return subject;
  }

  #newSubject(): Tracked {
    return { requests: new EventLog(this.#settings.logCapacity), lastSeenMs: 0, conduct: undefined };
  }

  /** Each newcomer clears away at most one of either kind that has become meaningless, so that none pays for all. */
  #makeRoom(nowMs: number): void {
    const marked = this.#marked.oldest;
    if (marked?.value.conduct?.isForgotten(nowMs) === true) this.#marked.delete(marked.key);
    const isFull = this.size >= this.#settings.mostSubjects;
    const clean = this.#clean.oldest;
    if (clean !== undefined && (isFull || nowMs - clean.value.lastSeenMs >= idleMs)) {
      this.#clean.delete(clean.key);
    } else if (isFull && marked !== undefined) {
      this.#marked.delete(marked.key);
    }
  }
}
