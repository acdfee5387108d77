import { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.ts";
import { NeuronError } from "../../lib/errors.ts";
import { Refusal } from "../../protocol/refusal.ts";
import type { AuthScheme, Claim, RequestHead, SchemeName } from "../../protocol/scheme.ts";
import { findPublicKey, type Hotkey, hotkeySchema } from "../../wallet/ss58.ts";
import type { SignedMessage } from "../../wallet/verify-signature.ts";
import { requireFresh, type FreshnessCaps } from "./freshness.ts";
import { replayEntryOf, type ReplayEntry } from "./replay/entry.ts";

export interface AuthenticatorDeps {
  /** The schemes that are switched on. */
  readonly schemes: readonly AuthScheme[];
  readonly clock: Pick<Clock, "now">;
  readonly replays: ReplayMemory;
  /** Is told of every verified request. */
  readonly skew: { observe(hotkey: Hotkey, sentAtMs: number): void };
  readonly verifySignature: (signed: SignedMessage) => boolean;
}

/** What the authenticator needs of the replay store. */
export interface ReplayMemory {
  /** Throws Refusal `replayed` or `replay_unknown` for a request that cannot be accepted again. Writes nothing. */
  refuseKnown(entry: ReplayEntry): void;
  /** Keeps the request, so that it is never accepted again; throws as `refuseKnown` does, and accepts nothing then. */
  remember(entry: ReplayEntry): void;
}

export interface AuthenticatorSettings {
  /** Our own; every request must be meant for it. */
  readonly hotkey: string;
  /** Whether a scheme whose callers may leave the receiver out must name it nevertheless. */
  readonly requireReceiver: boolean;
  readonly caps: FreshnessCaps;
}

/** Who called: only {@link Authenticator} makes it, after the signature was found good and the request new. */
export type VerifiedCaller = Verified;

const maxProvenKeys = 1_024;

/** Schemes in which a caller may sign for whoever receives it (facts: bittensor 4.5). ORO knows no receiver at all. */
const receiverIsOptional: ReadonlySet<SchemeName> = new Set(["btauth", "epistula"]);

/**
 * Tells who signed a request, in two steps, so that the body need not be read for nothing:
 *
 *     const claim = authenticator.readClaim(head);        // cheap: nothing of it is proven
 *     const caller = authenticator.verify(claim, body);   // the signature, and that it is new
 *
 * Both throw Refusal. A request with headers of two schemes is refused: taking either would let a proxy before us and
 * ourselves see two different callers in one request.
 */
export class Authenticator {
  readonly #deps: AuthenticatorDeps;
  readonly #settings: AuthenticatorSettings;
  /** Public keys of the claims that were read here, so that no other claim can be verified. */
  readonly #publicKeys = new WeakMap<Claim, Uint8Array>();
  /** Of hotkeys whose signatures were good, so that their addresses are not decoded anew; nobody else gets in here. */
  readonly #provenKeys = new LRUCache<string, Uint8Array>({ max: maxProvenKeys });

  constructor(deps: AuthenticatorDeps, settings: AuthenticatorSettings) {
    this.#deps = deps;
    this.#settings = { ...settings, hotkey: hotkeySchema.parse(settings.hotkey) };
  }

  /**
   * Returns what the request claims, after the checks that need neither body nor cryptography. Throws Refusal
   * `unsigned`, `malformed`, `wrong_receiver`, `stale` or `future`, for the first that applies in this order.
   */
  readClaim(head: RequestHead): Claim {
    const claim = this.#findScheme(head.headers).readClaim(head);
    this.#requireReceiver(claim);
    requireFresh(claim, this.#deps.clock.now(), this.#settings.caps);
    const publicKey = this.#provenKeys.get(claim.hotkey) ?? findPublicKey(claim.hotkey);
    if (publicKey === undefined) {
      throw new Refusal("malformed", "The hotkey is not an SS58 address with prefix 42");
    }
    this.#publicKeys.set(claim, publicKey);
    return claim;
  }

  /**
   * Returns who signed the request, and makes sure that it is accepted this once. Throws Refusal `replayed`,
   * `replay_unknown` or `bad_signature`. Nothing is remembered of a request whose signature is bad; none of the three
   * says anything against the hotkey that it claims, for anybody can send them.
   *
   * @param body the bytes as received.
   */
  verify(claim: Claim, body: Uint8Array): VerifiedCaller {
    const { replays, skew, verifySignature } = this.#deps;
    const publicKey = this.#publicKeys.get(claim);
    if (publicKey === undefined) {
      throw new NeuronError("INTERNAL", "A claim was to be verified that readClaim did not return");
    }
    const entry = replayEntryOf(claim);
    replays.refuseKnown(entry);
    const message = claim.message(this.#settings.hotkey, body);
    const { signature, cryptoType } = claim;
    if (!verifySignature({ publicKey, message, signature, cryptoType })) {
      throw new Refusal("bad_signature", "Signature mismatch");
    }
    replays.remember(entry);
    this.#provenKeys.set(claim.hotkey, publicKey);
    // True because findPublicKey found a key in it.
    const hotkey = claim.hotkey as Hotkey;
    skew.observe(hotkey, claim.sentAtMs);
    return new Verified(hotkey, claim.scheme);
  }

  #findScheme(headers: RequestHead["headers"]): AuthScheme {
    const used = this.#deps.schemes.filter((scheme) => scheme.isUsedBy(headers));
    const [scheme] = used;
    if (scheme === undefined) {
      const names = this.#deps.schemes.map(({ name }) => name).join(", ");
      throw new Refusal("unsigned", `Sign the request with one of ${names}`);
    }
    if (used.length === 1) return scheme;
    const names = used.map(({ name }) => name).join(" and ");
    throw new Refusal("malformed", `The request has headers of ${names}: sign with one scheme`);
  }

  /** Without a named receiver the message is built with ours, so that the signature tells for whom it was. */
  #requireReceiver({ scheme, receiver }: Claim): void {
    const { hotkey, requireReceiver } = this.#settings;
    if (receiver === hotkey) return;
    if (receiver !== undefined) {
      throw new Refusal("wrong_receiver", "The request is addressed to another hotkey");
    }
    if (!requireReceiver || !receiverIsOptional.has(scheme)) return;
    throw new Refusal("wrong_receiver", "The request must name its receiver");
  }
}

class Verified {
  readonly hotkey: Hotkey;
  readonly scheme: SchemeName;
  /** Keeps look-alikes from having the type. */
  readonly #isVerified = true;

  constructor(hotkey: Hotkey, scheme: SchemeName) {
    this.hotkey = hotkey;
    this.scheme = scheme;
  }
}
