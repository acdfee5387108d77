/** What a node's pool said of a transaction that it did not take. */
export interface PoolRefusal {
  /** The runtime's name for it, or the pool's: `ServingRateLimitExceeded`, `Stale`. */
  readonly name: string;
  /** What it means for the operator. */
  readonly meaning: string;
}

/** JSON-RPC codes of a node's transaction pool. */
export const poolCodes = { invalid: 1010, unknown: 1011, banned: 1012, imported: 1013, lowPriority: 1014 };

/**
 * Returns what the number in "Custom error: N" means. The numbers were given out anew at spec 233, and more were
 * added later: what a number means can only be said for a version (vectors: 18; facts: subtensor-runtime 7).
 */
export function nameCustomError(code: number, specVersion: number): PoolRefusal {
  const rule = rules.find(
    ({ number, from, to }) => number === code && from <= specVersion && specVersion <= to,
  );
  if (rule !== undefined) return { name: rule.name, meaning: rule.meaning };
  return {
    name: `UnknownPoolError${code}`,
    meaning: `runtime ${specVersion} refused it for a reason, number ${code}, that this version does not know`,
  };
}

interface Rule extends PoolRefusal {
  readonly number: number;
  /** First and last spec version with this meaning. */
  readonly from: number;
  readonly to: number;
}

const present = Number.POSITIVE_INFINITY;
const lastOldSpec = 232;
const firstNewSpec = 233;

const tooLittleStake = "the hotkey's stake is below what setting weights takes";

const oldRules: readonly Rule[] = [
  ["StakeTooLowToCommitWeights", 1],
  ["StakeTooLowToRevealWeights", 2],
  ["StakeTooLowToSetWeights", 3],
  ["StakeTooLowToSetRootWeights", 4],
  ["StakeTooLowToRevealWeights", 6],
  ["StakeTooLowToCommitWeights", 7],
].map(([name, number]) => ({
  name: String(name),
  number: Number(number),
  meaning: tooLittleStake,
  from: 0,
  to: lastOldSpec,
}));

const rules: readonly Rule[] = [
  rule(0, "ColdkeyInSwapSchedule", "the coldkey is about to be swapped", { from: 0 }),
  ...oldRules,
  rule(5, "TooManyRegistrationsThisInterval", "too many neurons registered lately: try again later", {
    from: 0,
    to: lastOldSpec,
  }),
  rule(1, "StakeAmountTooLow", "the amount of stake is too low, or the hotkey's stake too low for weights"),
  rule(2, "BalanceTooLow", "the balance is too low"),
  rule(3, "SubnetNotExists", "there is no such subnet"),
  rule(4, "HotkeyAccountDoesntExist", "the chain does not know the hotkey"),
  rule(5, "NotEnoughStakeToWithdraw", "there is not enough stake to withdraw"),
  rule(6, "RateLimitExceeded", "the rate limit does not allow it yet"),
  rule(7, "InsufficientLiquidity", "the pool has too little liquidity"),
  rule(8, "SlippageTooHigh", "the price would move too far"),
  rule(9, "TransferDisallowed", "the subnet forbids transfers"),
  rule(10, "HotKeyNotRegisteredInNetwork", "the hotkey is not registered on the subnet", { from: 238 }),
  rule(11, "InvalidIpAddress", "the chain takes no such address", { from: 238 }),
  rule(12, "ServingRateLimitExceeded", "the axon was announced a moment ago", { from: 238 }),
  rule(13, "InvalidPort", "the chain takes no such port", { from: 238 }),
  rule(14, "ZeroMaxAmount", "nothing can be moved at this price", { from: 273 }),
  rule(15, "InvalidRevealRound", "the round to reveal weights in is over", { from: 301 }),
  rule(16, "CommitNotFound", "there is no such commitment of weights", { from: 302 }),
  rule(17, "CommitBlockNotInRevealRange", "it is not the time to reveal these weights", { from: 302 }),
  rule(18, "InputLengthsUnequal", "lists that belong together differ in length", { from: 302 }),
  rule(19, "UidNotFound", "the subnet has no such uid", { from: 323 }),
  rule(20, "EvmKeyAssociateRateLimitExceeded", "the EVM key was associated a moment ago", { from: 323 }),
  rule(21, "ColdkeySwapDisputed", "the swap of the coldkey is disputed", { from: 391 }),
  rule(22, "InvalidRealAccount", "the proxied account is not valid", { from: 391 }),
  rule(23, "FailedShieldedTxParsing", "the shielded transaction cannot be read", { from: 391 }),
  rule(24, "InvalidShieldedTxPubKeyHash", "the shielded transaction is for another key", { from: 391 }),
  rule(25, "NonAssociatedColdKey", "the hotkey belongs to another coldkey", { from: 411 }),
  rule(26, "DelegateTakeTooLow", "the take is too low", { from: 411 }),
  rule(27, "DelegateTakeTooHigh", "the take is too high", { from: 411 }),
  rule(255, "BadRequest", "the runtime refused it without a reason of its own"),
];

function rule(
  number: number,
  name: string,
  meaning: string,
  { from = firstNewSpec, to = present }: { from?: number; to?: number } = {},
): Rule {
  return { number, name, meaning, from, to };
}
