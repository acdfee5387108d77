import { NeuronError } from "../../lib/errors.ts";

/** What the live metadata says of one transaction extension. */
export interface ExtensionFacts {
  readonly name: string;
  /** Bytes that it puts into the extrinsic, at its default. */
  readonly extrinsicBytes: number;
  /** Bytes that it adds to what is signed, at its default. */
  readonly payloadBytes: number;
}

interface ExtensionTypes {
  readonly extrinsic: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, string>>;
}

const noEffect: ExtensionTypes = { extrinsic: {}, payload: {} };

/**
 * Subtensor's own extensions, which the library does not know: all put nothing anywhere but the payment wrapper,
 * which carries the tip (facts: subtensor-runtime 4).
 */
export const subtensorExtensions: Readonly<Record<string, ExtensionTypes>> = {
  SubtensorSignedExtension: noEffect,
  CommitmentsSignedExtension: noEffect,
  SudoTransactionExtension: noEffect,
  CheckShieldedTxValidity: noEffect,
  SubtensorTransactionExtension: noEffect,
  DrandPriority: noEffect,
  ChargeTransactionPaymentWrapper: { extrinsic: { tip: "Compact<Balance>" }, payload: {} },
};

/** What the library signs by itself. */
const standardExtensions: ReadonlySet<string> = new Set([
  "CheckNonZeroSender",
  "CheckSpecVersion",
  "CheckTxVersion",
  "CheckGenesis",
  "CheckMortality",
  "CheckEra",
  "CheckNonce",
  "CheckWeight",
  "WeightReclaim",
  "ChargeTransactionPayment",
  "CheckMetadataHash",
]);

/**
 * Throws CHAIN_UNSUPPORTED when the runtime has an extension with content that this program does not know: what is
 * signed without it would be refused, at best.
 */
export function assertSignable(extensions: readonly ExtensionFacts[], specVersion: number): void {
  const unknown = extensions.filter(isUnknownWithContent).map(({ name }) => name);
  if (unknown.length === 0) return;
  throw new NeuronError(
    "CHAIN_UNSUPPORTED",
    `Runtime ${specVersion} wants transactions with ${unknown.join(", ")}, which this version cannot make; update the neuron`,
    { context: { specVersion, extensions: unknown } },
  );
}

function isUnknownWithContent({ name, extrinsicBytes, payloadBytes }: ExtensionFacts): boolean {
  if (standardExtensions.has(name)) return false;
  const known = subtensorExtensions[name] ?? noEffect;
  const hasContent = extrinsicBytes + payloadBytes > 0;
  return hasContent && known === noEffect;
}
