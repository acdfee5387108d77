/** What a transfer cost on spec 218; every call that pays pays this here (facts: subtensor-runtime 3). */
const callFeeRao = 135_261n;

/** Returns what sending a call costs, the tip included. */
export function feeOf(call: { readonly paysFee: boolean }, tipRao = 0n): bigint {
  return (call.paysFee ? callFeeRao : 0n) + tipRao;
}
