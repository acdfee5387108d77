import { addressRange } from "./address-range.ts";
import { setting } from "../setting.ts";
import { choice, decimal, listOf, textLike, wholeNumber, yesOrNo } from "../types.ts";

const mostListed = 1_000;
const listed = { minimum: 0, maximum: mostListed };

const scheme = choice(["synapse", "btauth", "epistula", "fiber", "oro"]);
const key = textLike(/^5[1-9A-HJ-NP-Za-km-z]{46,47}$/, "SS58 addresses with prefix 42");
/** Which signatures count, and for how long. */
export const authSettings = {
  schemes: setting({
    type: listOf(scheme, { minimum: 1, maximum: 5 }),
    default: ["synapse", "btauth", "epistula"],
    description: "Ways of signing that are accepted: synapse, btauth, epistula, fiber, oro.",
    placeholder: "schemes",
  }),
  requireReceiver: setting({
    type: yesOrNo(),
    default: true,
    description:
      "Refuse requests that leave out for whom they were signed: other neurons could pass them on.",
    placeholder: "true|false",
  }),
  maxTimeoutSeconds: setting({
    type: wholeNumber(1, 300),
    default: 60,
    description:
      "Longest timeout of a caller that is honoured, in seconds: a signature counts for four seconds more.",
    placeholder: "seconds",
  }),
  maxAheadSeconds: setting({
    type: wholeNumber(1, 120),
    default: 5,
    description: "How far a caller's clock may be ahead of ours, in seconds; some schemes allow less.",
    placeholder: "seconds",
  }),
};

/** Who is admitted; the flags of the ecosystem have its names. */
export const admissionSettings = {
  forceValidatorPermit: setting({
    type: yesOrNo(),
    default: true,
    description: "Ask for the validator permit where access is for validators.",
    placeholder: "true|false",
    flag: "blacklist.force_validator_permit",
  }),
  allowNonRegistered: setting({
    type: yesOrNo(),
    default: false,
    description: "Admit hotkeys that are not on the subnet; where a permit is asked for they still lack it.",
    placeholder: "true|false",
    flag: "blacklist.allow_non_registered",
  }),
  minStake: setting({
    // Zero: the chain gives a permit to who has its own threshold of stake only, and what is staked differs from
    // subnet to subnet (facts: bittensor 3.7).
    type: decimal({ minimum: 0, maximum: 21_000_000 }),
    default: 0,
    description: "Least stake of a caller, in TAO, beside the permit.",
    placeholder: "tao",
    flag: "blacklist.min_stake",
  }),
  maxMetagraphAgeSeconds: setting({
    type: wholeNumber(60, 86_400),
    default: 1_200,
    description: "Age of what is known of the subnet beyond which nobody is admitted any more, in seconds.",
    placeholder: "seconds",
  }),
  allowHotkeys: setting({
    type: listOf(key, listed),
    default: [],
    description: "Hotkeys that are admitted without being registered.",
    placeholder: "hotkeys",
  }),
  allowColdkeys: setting({
    type: listOf(key, listed),
    default: [],
    description: "Coldkeys whose neurons are admitted without permit and stake.",
    placeholder: "coldkeys",
  }),
  allowAddresses: setting({
    type: listOf(addressRange, listed),
    default: [],
    description: "Addresses and ranges from where neurons are admitted without permit and stake.",
    placeholder: "ranges",
  }),
  denyHotkeys: setting({
    type: listOf(key, listed),
    default: [],
    description: "Hotkeys that are never admitted.",
    placeholder: "hotkeys",
  }),
  denyColdkeys: setting({
    type: listOf(key, listed),
    default: [],
    description: "Coldkeys whose neurons are never admitted.",
    placeholder: "coldkeys",
  }),
  denyAddresses: setting({
    type: listOf(addressRange, listed),
    default: [],
    description: "Addresses and ranges that are never admitted, to open routes neither.",
    placeholder: "ranges",
  }),
};
