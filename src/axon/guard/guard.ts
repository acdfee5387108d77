import type { Clock } from "../../lib/clock.ts";
import type { Startable } from "../../lib/lifecycle.ts";
import type { Logger } from "../../lib/logger.ts";
import { AddressList } from "../address-list.ts";
import type { Subject } from "./ban.ts";
import { BanList } from "./ban-list.ts";
import { subjectOfAddress } from "./client-address.ts";
import type { Sentence } from "./conduct.ts";
import { EventLog } from "./event-log.ts";
import { ruleFor, type Failure } from "./failure.ts";
import { capacityFor, findExceeded, type Limit } from "./limits.ts";
import { blacklisted, coolingDown, rateLimited, type GuardReason, type GuardRefusal } from "./refusal.ts";
import type { SubjectKind } from "./refusal.ts";
import { createTrackers, limitsFrom, type Rules } from "./rules.ts";
import type { Tracker } from "./tracker.ts";
import { Vouchers } from "./vouchers.ts";

const mostBans = 10_000;
const hourMs = 3_600_000;
/** How long a ban that another process lifted may hold on. */
const syncMs = 2_000;

export interface GuardDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface GuardSettings {
  readonly rules: Rules;
  /** Where bans are kept. */
  readonly bansDirectory: string;
}

/** How the guard stands, for metrics. */
export interface GuardState {
  readonly tracked: Readonly<Record<SubjectKind, number>>;
  readonly cooling: Readonly<Record<SubjectKind, number>>;
  readonly banned: Readonly<Record<SubjectKind, number>>;
  /** Requests turned away since the start; a reason that never was has no entry. */
  readonly refusals: ReadonlyMap<GuardReason, number>;
}

/**
 * Turns away who asks too much or too badly: rolling limits, cooldowns for repeated failures, bans for ignored
 * cooldowns and for attacks. All decisions are made in memory, at once.
 *
 * A request passes `checkAddress` before anything else; `checkHotkey` once it names a hotkey of the subnet, which
 * looks at bans alone, for the name proves nothing yet; `countHotkey` once its signature is verified and it is no
 * replay. A failure on the way goes to `report`.
 *
 * Callers that share an address share its limits of requests and its cooldowns, but a validator answers alone for
 * what it signed, and an address from which a hotkey of the subnet was verified within a day is never banned for
 * good, only for a time: one caller behind it may be broken or hostile, another not.
 */
export class Guard implements Startable {
  readonly name = "guard";
  readonly #deps: GuardDeps;
  readonly #rules: Rules;
  readonly #exempt: AddressList;
  readonly #bans: BanList;
  readonly #vouchers = new Vouchers();
  readonly #limits: Readonly<Record<SubjectKind | "global", readonly Limit[]>>;
  readonly #trackers: Readonly<Record<SubjectKind, Tracker>>;
  readonly #verified: EventLog;
  readonly #refusals = new Map<GuardReason, number>();
  readonly #stopping = new AbortController();
  #syncing: Promise<void> | undefined;

  constructor(deps: GuardDeps, { rules, bansDirectory }: GuardSettings) {
    this.#deps = deps;
    this.#rules = rules;
    this.#exempt = new AddressList(rules.exempt);
    this.#limits = limitsFrom(rules);
    this.#trackers = createTrackers(rules);
    this.#verified = new EventLog(capacityFor(this.#limits.global));
    const onLifted = ({ kind, name }: Subject) => this.#trackers[kind].forget(name);
    this.#bans = new BanList({ ...deps, onLifted }, { directory: bansDirectory, mostBans });
  }

  /** Reads the bans of earlier runs, and follows from then on what `neuron bans` does to them. */
  async start(signal: AbortSignal): Promise<void> {
    await this.#bans.load();
    this.#syncing = this.#sync(AbortSignal.any([signal, this.#stopping.signal]));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#syncing;
    await this.settle();
  }

  /** Resolves when every ban so far is on the disk. */
  async settle(): Promise<void> {
    await this.#bans.settle();
  }

  /**
   * Returns why a request from this address is turned away, if it is, and counts it where not. First of all checks:
   * a banned address costs one look into a map.
   *
   * @param ip as `clientAddressOf` returns it.
   */
  checkAddress(ip: string): GuardRefusal | undefined {
    const nowMs = this.#deps.clock.now();
    const subject: Subject = { kind: "ip", name: subjectOfAddress(ip) };
    if (this.#bans.isBanned("ip", subject.name, nowMs)) return this.#refuse(blacklisted.ip);
    if (this.#exempt.has(ip)) return undefined;
    const cooldown = this.#refuseCooling(subject, nowMs);
    if (cooldown !== undefined) return cooldown;
    const requests = this.#trackers.ip.requestsOf(subject.name, nowMs);
    const exceeded = this.#refuseExceeding(subject, requests, nowMs);
    if (exceeded === undefined) requests.record(nowMs);
    return exceeded;
  }

  /**
   * Returns why a request that claims this hotkey is turned away, if it is. Looks at bans alone and counts nothing:
   * until the signature is verified, anyone can name anyone. A cooldown waits for `countHotkey` too, because to come
   * during a cooldown leads to a ban, which must not happen to a hotkey that others name.
   */
  checkHotkey(hotkey: string): GuardRefusal | undefined {
    if (!this.#bans.isBanned("hotkey", hotkey, this.#deps.clock.now())) return undefined;
    return this.#refuse(blacklisted.hotkey);
  }

  /**
   * Returns why a request of this hotkey is turned away, if it is, and counts it where not: against the hotkey, and
   * against the limit of all hotkeys together, which nobody else can use up. Call it once the signature is verified,
   * the hotkey known to be on the subnet, and the request known to be no replay: someone who overheard a request
   * could else use up the limits of its hotkey.
   */
  countHotkey(hotkey: string, ip: string): GuardRefusal | undefined {
    const nowMs = this.#deps.clock.now();
    const subject: Subject = { kind: "hotkey", name: hotkey };
    this.#vouchers.vouch(subjectOfAddress(ip), nowMs);
    const early = this.checkHotkey(hotkey) ?? this.#refuseCooling(subject, nowMs);
    if (early !== undefined) return early;
    const crowded = findExceeded(this.#verified, this.#limits.global, nowMs);
    // No failure of the hotkey: others filled the limit.
    if (crowded !== undefined) return this.#refuse(rateLimited(crowded));
    const requests = this.#trackers.hotkey.requestsOf(hotkey, nowMs);
    const exceeded = this.#refuseExceeding(subject, requests, nowMs);
    if (exceeded !== undefined) return exceeded;
    requests.record(nowMs);
    this.#verified.record(nowMs);
    return undefined;
  }

  /** Counts a failed request against whoever provably sent it: see `ruleFor`. */
  report({ kind, ip, verifiedHotkey }: Failure): void {
    const { weight, hotkeyAnswers } = ruleFor(kind);
    if (weight === "none") return;
    const subject: Subject =
      hotkeyAnswers && verifiedHotkey !== undefined
        ? { kind: "hotkey", name: verifiedHotkey }
        : { kind: "ip", name: subjectOfAddress(ip) };
    if (subject.kind === "ip" && this.#exempt.has(ip)) return;
    this.#fail(subject, { reason: kind, isCritical: weight === "critical" });
  }

  /** Returns how the guard stands. Looks at everyone who has failed of late: not for every request. */
  state(): GuardState {
    const nowMs = this.#deps.clock.now();
    const { ip, hotkey } = this.#trackers;
    return {
      tracked: { ip: ip.size, hotkey: hotkey.size },
      cooling: { ip: ip.countCooling(nowMs), hotkey: hotkey.countCooling(nowMs) },
      banned: { ip: this.#bans.count("ip", nowMs), hotkey: this.#bans.count("hotkey", nowMs) },
      refusals: new Map(this.#refusals),
    };
  }

  #refuseCooling(subject: Subject, nowMs: number): GuardRefusal | undefined {
    const conduct = this.#trackers[subject.kind].findConduct(subject.name);
    const leftMs = conduct?.coolingMs(nowMs) ?? 0;
    if (conduct === undefined || leftMs === 0) return undefined;
    const sentence = conduct.violate(nowMs);
    if (sentence.kind === "ban")
      this.#ban(subject, "Asked on during cooldowns", hourMs * this.#rules.banHours);
    return this.#refuse(coolingDown(subject.kind, leftMs));
  }

  #refuseExceeding(subject: Subject, requests: EventLog, nowMs: number): GuardRefusal | undefined {
    const exceeded = findExceeded(requests, this.#limits[subject.kind], nowMs);
    if (exceeded === undefined) return undefined;
    this.#fail(subject, { reason: exceeded.reason, isCritical: false });
    return this.#refuse(rateLimited(exceeded));
  }

  #fail(subject: Subject, { reason, isCritical }: { reason: string; isCritical: boolean }): void {
    const nowMs = this.#deps.clock.now();
    if (this.#bans.isBanned(subject.kind, subject.name, nowMs)) return;
    const sentence = this.#trackers[subject.kind].conductOf(subject.name, nowMs).fail(nowMs, isCritical);
    this.#carryOut(subject, reason, sentence);
  }

  #carryOut(subject: Subject, reason: string, sentence: Sentence): void {
    if (sentence.kind === "cooldown") {
      const { kind, name } = subject;
      const { durationMs } = sentence;
      this.#deps.logger.info("Cooldown begins", { kind, subject: name, lastFailure: reason, durationMs });
    }
    if (sentence.kind === "ban") {
      const isShared = this.#vouchers.isVouchedFor(subject.name, this.#deps.clock.now());
      const durationMs = isShared ? hourMs * this.#rules.banHours : undefined;
      this.#ban(subject, `Failed critically again and again, at last: ${reason}`, durationMs);
    }
  }

  /** Whoever is banned begins anew afterwards. */
  #ban({ kind, name }: Subject, reason: string, durationMs: number | undefined): void {
    const nowMs = this.#deps.clock.now();
    const untilMs = durationMs === undefined ? undefined : nowMs + durationMs;
    this.#trackers[kind].forget(name);
    this.#bans.add({ kind, name, reason, by: "guard", bannedAtMs: nowMs, untilMs });
    const until = untilMs === undefined ? "for good" : new Date(untilMs).toISOString();
    this.#deps.logger.warn("Banned", { kind, subject: name, reason, until });
  }

  #refuse(refusal: GuardRefusal): GuardRefusal {
    this.#refusals.set(refusal.reason, (this.#refusals.get(refusal.reason) ?? 0) + 1);
    return refusal;
  }

  async #sync(signal: AbortSignal): Promise<void> {
    while (await this.#waited(signal)) await this.#bans.sync();
  }

  async #waited(signal: AbortSignal): Promise<boolean> {
    return this.#deps.clock.sleep(syncMs, signal).then(
      () => !signal.aborted,
      () => false,
    );
  }
}
