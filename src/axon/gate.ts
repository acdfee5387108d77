import type { IncomingMessage } from "node:http";
import { NeuronError } from "../lib/errors.ts";
import { Refusal } from "../protocol/refusal.ts";
import type { BodyBinding, RequestHead } from "../protocol/scheme.ts";
import type { AdmissionPolicy } from "./admission/admission-policy.ts";
import type { Authenticator, VerifiedCaller } from "./auth/authenticator.ts";
import type { AddressList } from "./address-list.ts";
import { clientAddressOf } from "./guard/client-address.ts";
import type { FailureKind } from "./guard/failure.ts";
import type { Guard } from "./guard/guard.ts";
import type { GuardRefusal } from "./guard/refusal.ts";
import { readBody } from "./read-body.ts";
import type { RequestNotes } from "./request-notes.ts";
import type { Access } from "./route.ts";

/** Tells callers apart. */
export interface Entrance {
  readonly authenticator: Authenticator;
  readonly policy: AdmissionPolicy;
  /** Whether our own clock is known to be right. */
  readonly isClockRight: () => boolean;
}

export interface GateDeps {
  readonly guard: Guard;
  /** Undefined on an axon without an identity, which can serve open routes alone. */
  readonly entrance: Entrance | undefined;
  /** Is told who calls and who is turned away. */
  readonly notes?: RequestNotes | undefined;
}

export interface GateSettings {
  readonly trustedProxies: AddressList;
  readonly maxBodyBytes: number;
}

/** A request that was let in. */
export interface Passage {
  readonly caller: VerifiedCaller;
  readonly body: Buffer;
  /** How far the signature covers the body. */
  readonly binding: BodyBinding;
}

/** Thrown for a caller whom the guard turns away once it is known who it is. */
export class TurnedAway extends Error {
  readonly refusal: GuardRefusal;

  constructor(refusal: GuardRefusal) {
    super(refusal.reason);
    this.name = "TurnedAway";
    this.refusal = refusal;
  }
}

/** The one place between the network and a handler: who may pass, in an order that makes a refusal cheap. */
export class Gate {
  readonly #deps: GateDeps;
  readonly #settings: GateSettings;

  constructor(deps: GateDeps, settings: GateSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /** Returns why a request is turned away by where it comes from, if it is; before anything of it is looked at. */
  turnAway(request: IncomingMessage): GuardRefusal | undefined {
    const refusal = this.#deps.guard.checkAddress(this.#addressOf(request));
    if (refusal !== undefined) this.#deps.notes?.add(request, { refusal: refusal.reason });
    return refusal;
  }

  /** Whether callers can be told apart at all. */
  get canAdmit(): boolean {
    return this.#deps.entrance !== undefined;
  }

  /** Throws Refusal when an open route is closed to where the request comes from. */
  admitAnyone(request: IncomingMessage): void {
    const applicant = { access: "open", hotkey: undefined, address: this.#addressOf(request) } as const;
    const refusal = this.#deps.entrance?.policy.findRefusal(applicant);
    if (refusal !== undefined) this.#deps.notes?.add(request, { refusal: refusal.reason });
    throwIfAny(refusal);
  }

  /**
   * Returns who sent the request, and its body. Throws Refusal, TurnedAway, or HttpError for a body that is too long.
   * The order: form, receiver, freshness, bans, place on the subnet; then the body is read; then the signature, the
   * replay store, and the limits of the hotkey.
   */
  async admit(request: IncomingMessage, access: Exclude<Access, "open">): Promise<Passage> {
    const ip = this.#addressOf(request);
    try {
      return await this.#admit(request, { access, ip });
    } catch (error) {
      if (error instanceof Refusal) this.report(request, error.reason);
      if (error instanceof TurnedAway) this.#deps.notes?.add(request, { refusal: error.refusal.reason });
      throw error;
    }
  }

  /** Counts a failure that shows only after admission, or without any; not one that may be our own clock's. */
  report(request: IncomingMessage, kind: FailureKind): void {
    this.#deps.notes?.add(request, { refusal: kind });
    const isUntimely = kind === "stale" || kind === "future";
    if (isUntimely && this.#deps.entrance?.isClockRight() !== true) return;
    this.#deps.guard.report({ kind, ip: this.#addressOf(request) });
  }

  async #admit(request: IncomingMessage, { access, ip }: { access: Access; ip: string }): Promise<Passage> {
    const { guard, entrance, notes } = this.#deps;
    if (entrance === undefined)
      throw new NeuronError("INTERNAL", "Nobody can be admitted without an identity");
    const claim = entrance.authenticator.readClaim(headOf(request));
    notes?.add(request, { scheme: claim.scheme, claimedHotkey: claim.hotkey });
    heed(guard.checkHotkey(claim.hotkey));
    throwIfAny(entrance.policy.findRefusal({ access, hotkey: claim.hotkey, address: ip }));
    const body = await readBody(request, this.#settings.maxBodyBytes);
    const caller = entrance.authenticator.verify(claim, body);
    notes?.add(request, { hotkey: caller.hotkey });
    heed(guard.countHotkey(caller.hotkey, ip));
    return { caller, body, binding: claim.body };
  }

  /** A connection that is closed already has no address; nobody will read its answer. */
  #addressOf({ socket, headers }: IncomingMessage): string {
    const forwarded = headers["x-forwarded-for"];
    return clientAddressOf(socket.remoteAddress, forwarded, this.#settings.trustedProxies) ?? unknownAddress;
  }
}

const unknownAddress = "0.0.0.0";

function heed(refusal: GuardRefusal | undefined): void {
  if (refusal !== undefined) throw new TurnedAway(refusal);
}

function throwIfAny(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw refusal;
}

function headOf({ method = "", url = "", headers }: IncomingMessage): RequestHead {
  return { method, target: url, headers };
}
