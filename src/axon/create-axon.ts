import { uptime } from "node:os";
import { join } from "node:path";
import { resolveConfig } from "../config/resolve.ts";
import type { AuthSettings, GuardSettings } from "../config/settings.ts";
import type { Clock } from "../lib/clock.ts";
import { Lifecycle, type Startable } from "../lib/lifecycle.ts";
import type { Logger } from "../lib/logger.ts";
import { findBootId } from "../lib/process-identity.ts";
import type { Signer } from "../wallet/signer.ts";
import { AdmissionPolicy, type AdmissionSettings } from "./admission/admission-policy.ts";
import type { CallerDirectory } from "./admission/caller-directory.ts";
import { AnswerSigner } from "./answer/answer-signer.ts";
import { Authenticator } from "./auth/authenticator.ts";
import { ClockSkew, type ChainTime } from "./auth/clock-skew.ts";
import { freshnessCaps } from "./auth/freshness.ts";
import { SignatureCheck } from "./auth/signature-check.ts";
import { defaultMaxReplayEntries, ReplayStore } from "./auth/replay/store.ts";
import { schemesNamed } from "./auth/known-schemes.ts";
import { Gate } from "./gate.ts";
import { AddressList } from "./address-list.ts";
import { Guard, type GuardState } from "./guard/guard.ts";
import { RequestNotes, type RequestObserver } from "./request-notes.ts";
import type { Route } from "./route.ts";
import { AxonServer, type AxonServerSettings } from "./server/axon-server.ts";
import { defaultServerLimits } from "./server/hardened-server.ts";
import type { SynapseRoute } from "./synapse/synapse-route.ts";

/** Who the axon is, and whom it knows. */
export interface AxonIdentity {
  /** The hotkey to which requests are addressed, and which signs the answers. */
  readonly signer: Pick<Signer, "address" | "sign">;
  readonly callers: CallerDirectory;
  /** Returns the chain's time, where it is known. */
  readonly chainTime?: () => ChainTime | undefined;
}

export interface AxonDeps {
  readonly routes?: readonly Route[];
  readonly synapses?: readonly SynapseRoute[];
  /** Without one the axon cannot tell callers apart: it serves open routes alone. */
  readonly identity?: AxonIdentity | undefined;
  /** Is told of every request that has ended. */
  readonly observer?: RequestObserver | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is left out is as the documentation of the settings says. */
export interface AxonSettings {
  readonly server?: Partial<Omit<AxonServerSettings, "trustedProxies">>;
  readonly auth?: Partial<AuthSettings>;
  readonly admission?: Partial<AdmissionSettings>;
  readonly guard?: Partial<GuardSettings>;
  /** Holds `bans/` and `replays/`. */
  readonly dataDirectory: string;
}

/** A neuron's server: admission in front, routes and synapses behind it. */
export interface Axon extends Startable {
  /** Returns where it is reached on this machine, without a slash at the end. Throws before `start`. */
  url(): string;
  /** Returns how its guard stands. Looks at everyone who has failed of late: not for every request. */
  guardState(): GuardState;
}

const drainMs = 5_000;

/**
 * Returns an axon that does not listen yet. `start` throws LOCKED for a port in use, and CONFIG_INVALID for settings
 * or a data directory that cannot be used.
 *
 * @example
 * const axon = createAxon({ synapses: [echo], identity: { signer, callers: metagraph }, clock, logger }, { dataDirectory: "./data" });
 * await axon.start(signal);
 */
export function createAxon(deps: AxonDeps, given: AxonSettings): Axon {
  const settings = complete(given);
  const { routes = [], synapses = [], identity, clock, logger } = deps;
  const trustedProxies = new AddressList(settings.guard.trustedProxies);
  const guard = new Guard(deps, {
    rules: settings.guard,
    bansDirectory: join(settings.dataDirectory, "bans"),
  });
  const entrance = identity && createEntrance(identity, deps, settings);
  const notes = deps.observer && new RequestNotes();
  const gate = new Gate(
    { guard, entrance, notes },
    { trustedProxies, maxBodyBytes: defaultServerLimits.bodyBytes },
  );
  const signer = identity && new AnswerSigner({ signer: identity.signer, clock });
  const server = new AxonServer(
    { routes, synapses, gate, signer, logger, notes, observer: deps.observer },
    { ...settings.server, trustedProxies },
  );
  const parts = [guard, ...(entrance === undefined ? [] : [entrance.signatures, entrance.replays]), server];
  const lifecycle = new Lifecycle(parts, logger);
  return {
    name: "axon",
    start: (signal) => lifecycle.start(signal),
    stop: () => lifecycle.stop(),
    url: () => server.url(),
    guardState: () => guard.state(),
  };
}

function complete({ server, auth, admission, guard, dataDirectory }: AxonSettings) {
  const defaults = resolveConfig([]).settings;
  const info = { title: "Axon", version: "1.0.0", description: "What this neuron serves." };
  return {
    server: { ...defaults.axon, drainMs, info, ...server },
    auth: { ...defaults.auth, ...auth },
    admission: { ...defaults.admission, ...admission },
    guard: { ...defaults.guard, ...guard },
    dataDirectory,
  };
}

function createEntrance(
  { signer, callers, chainTime = () => undefined }: AxonIdentity,
  { clock, logger }: AxonDeps,
  { auth, admission, dataDirectory }: ReturnType<typeof complete>,
) {
  const caps = freshnessCaps(auth);
  const replays = new ReplayStore(
    { clock, logger },
    {
      directory: join(dataDirectory, "replays"),
      caps,
      maxEntries: defaultMaxReplayEntries,
      machineStartedAtMs: clock.now() - uptime() * 1_000,
      bootId: findBootId(),
    },
  );
  const signatures = new SignatureCheck();
  const skew = new ClockSkew({ clock, logger, chainTimeMs: chainTime });
  const authenticator = new Authenticator(
    {
      schemes: schemesNamed(auth.schemes),
      clock,
      replays,
      skew,
      verifySignature: (signed) => signatures.verify(signed),
    },
    { hotkey: signer.address, requireReceiver: auth.requireReceiver, caps },
  );
  return {
    authenticator,
    signatures,
    replays,
    policy: new AdmissionPolicy(callers, admission),
    isClockRight: () => skew.isKnownRight(),
  };
}
