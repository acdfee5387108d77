import { NeuronError } from "../../lib/errors.ts";
import { Refusal } from "../../protocol/refusal.ts";
import { findPublicKey } from "../../wallet/ss58.ts";
import type { Access } from "../route.ts";
import { AddressList } from "../address-list.ts";
import type { CallerDirectory, CallerEntry } from "./caller-directory.ts";

/** As in the group `admission` of the settings. */
export interface AdmissionSettings {
  readonly forceValidatorPermit: boolean;
  readonly allowNonRegistered: boolean;
  /** In TAO. */
  readonly minStake: number;
  readonly maxMetagraphAgeSeconds: number;
  readonly allowHotkeys: readonly string[];
  readonly allowColdkeys: readonly string[];
  /** Addresses and ranges. */
  readonly allowAddresses: readonly string[];
  readonly denyHotkeys: readonly string[];
  readonly denyColdkeys: readonly string[];
  readonly denyAddresses: readonly string[];
}

/** A request to be judged. */
export interface Applicant {
  readonly access: Access;
  /** The one that claims to sign; undefined on an open route without a signature. */
  readonly hotkey: string | undefined;
  /** Where the request came from. */
  readonly address: string;
}

/**
 * Tells who may call what. It is asked with the claimed hotkey, before the signature is checked: a lookup costs next
 * to nothing, and the signature then proves the very same hotkey.
 */
export class AdmissionPolicy {
  readonly #directory: CallerDirectory;
  readonly #rules: AdmissionRules;

  /** Throws CONFIG_INVALID for a list that holds something else than it should. */
  constructor(directory: CallerDirectory, settings: AdmissionSettings) {
    this.#directory = directory;
    this.#rules = admissionRules(settings);
  }

  /** Returns why the request is turned away, or undefined when it is admitted. */
  findRefusal({ access, hotkey, address }: Applicant): Refusal | undefined {
    const entry = hotkey === undefined ? undefined : this.#directory.find(hotkey);
    return judge({ access, hotkey, address, entry, ageMs: this.#directory.ageMs() }, this.#rules);
  }
}

/** The settings in the form that {@link judge} takes. */
export interface AdmissionRules {
  readonly forceValidatorPermit: boolean;
  readonly allowNonRegistered: boolean;
  readonly minStakeRao: bigint;
  readonly maxMetagraphAgeMs: number;
  readonly allow: CallerLists;
  readonly deny: CallerLists;
}

export interface CallerLists {
  readonly hotkeys: ReadonlySet<string>;
  readonly coldkeys: ReadonlySet<string>;
  readonly addresses: AddressList;
}

const raoPerTao = 1_000_000_000;

/** Returns the settings as rules. Throws CONFIG_INVALID for a list that holds something else than it should. */
export function admissionRules(settings: AdmissionSettings): AdmissionRules {
  return {
    forceValidatorPermit: settings.forceValidatorPermit,
    allowNonRegistered: settings.allowNonRegistered,
    minStakeRao: BigInt(Math.round(settings.minStake * raoPerTao)),
    maxMetagraphAgeMs: settings.maxMetagraphAgeSeconds * 1000,
    allow: {
      hotkeys: keySet(settings.allowHotkeys),
      coldkeys: keySet(settings.allowColdkeys),
      addresses: new AddressList(settings.allowAddresses),
    },
    deny: {
      hotkeys: keySet(settings.denyHotkeys),
      coldkeys: keySet(settings.denyColdkeys),
      addresses: new AddressList(settings.denyAddresses),
    },
  };
}

/** A mistyped key would never match, and one that is to be denied would be admitted. */
function keySet(keys: readonly string[]): ReadonlySet<string> {
  const mistyped = keys.find((key) => findPublicKey(key) === undefined);
  if (mistyped === undefined) return new Set(keys);
  throw new NeuronError(
    "CONFIG_INVALID",
    `${mistyped} is no SS58 address with prefix 42: its checksum is wrong`,
  );
}

/** A request with what the subnet knows of its caller. */
export interface KnownApplicant extends Applicant {
  readonly entry: CallerEntry | undefined;
  /** Of what the subnet knows; undefined while nothing is. */
  readonly ageMs: number | undefined;
}

/**
 * Returns why the request is turned away, or undefined when it is admitted. In this order:
 *
 * 1. whoever is on a list of those denied is turned away, from open routes too;
 * 2. an open route is open;
 * 3. an allowed hotkey passes: the operator knows it, the subnet need not;
 * 4. when the subnet was not read for too long, nobody passes;
 * 5. who is not registered is turned away, unless that is allowed;
 * 6. who has an allowed coldkey or address passes without permit and stake;
 * 7. a route for validators asks for the permit, unless that is switched off;
 * 8. the least stake is asked of all.
 *
 * Texts are those of the ecosystem (facts: bittensor 5).
 */
export function judge(applicant: KnownApplicant, rules: AdmissionRules): Refusal | undefined {
  const { access, hotkey, address, entry, ageMs } = applicant;
  const { allow, deny } = rules;
  if (isListed(deny, applicant) || deny.addresses.has(address)) return forbidden("Blacklisted");
  if (access === "open") return undefined;
  if (hotkey === undefined) return new Refusal("unsigned", "Missing dendrite or hotkey");
  if (allow.hotkeys.has(hotkey)) return undefined;
  if (ageMs === undefined || ageMs > rules.maxMetagraphAgeMs) {
    return new Refusal("metagraph_stale", "The subnet cannot be read for now: ask again later");
  }
  if (entry === undefined && !rules.allowNonRegistered)
    return new Refusal("unregistered", "Unrecognized hotkey");
  if (entry !== undefined && (isListed(allow, applicant) || allow.addresses.has(address))) return undefined;
  const needsPermit = access === "validators" && rules.forceValidatorPermit;
  if (needsPermit && entry?.validatorPermit !== true) return forbidden("Non-validator hotkey");
  if ((entry?.stakeRao ?? 0n) < rules.minStakeRao)
    return forbidden(`Stake below ${taoOf(rules.minStakeRao)} TAO`);
  return undefined;
}

function isListed({ hotkeys, coldkeys }: CallerLists, { hotkey, entry }: KnownApplicant): boolean {
  const byHotkey = hotkey !== undefined && hotkeys.has(hotkey);
  return byHotkey || (entry !== undefined && coldkeys.has(entry.coldkey));
}

function forbidden(message: string): Refusal {
  return new Refusal("forbidden", message);
}

function taoOf(rao: bigint): string {
  return String(Number(rao) / raoPerTao);
}
