import type { PalletMetadataLatest, Si1Variant } from "@polkadot/types/interfaces";
import { NeuronError } from "../../../lib/errors.ts";
import type { Runtime } from "./runtime.ts";

/** One error, event or call of a pallet. */
export interface PalletVariant {
  readonly palletIndex: number;
  readonly variant: Si1Variant;
}

/** Returns the first error of a pallet that has one of these names. Throws INTERNAL when the runtime has none. */
export function getErrorVariant(runtime: Runtime, pallet: string, names: readonly string[]): PalletVariant {
  const found = names
    .map((name) => findVariant(runtime, pallet, name, "errors"))
    .find((variant) => variant !== undefined);
  return found ?? missing(runtime, `${pallet}.${names.join("/")}`);
}

/** Returns an event of a pallet. Throws INTERNAL when the runtime has none of that name. */
export function getEventVariant(runtime: Runtime, pallet: string, name: string): PalletVariant {
  return findVariant(runtime, pallet, name, "events") ?? missing(runtime, `${pallet}.${name}`);
}

function findVariant(
  { metadata, registry }: Runtime,
  palletName: string,
  name: string,
  kind: "errors" | "events",
): PalletVariant | undefined {
  const pallet = metadata.asLatest.pallets.find((candidate) => candidate.name.toString() === palletName);
  const variant =
    pallet === undefined
      ? undefined
      : variantsOf(registry.lookup, pallet, kind).find((candidate) => candidate.name.toString() === name);
  return pallet === undefined || variant === undefined
    ? undefined
    : { palletIndex: pallet.index.toNumber(), variant };
}

function variantsOf(
  lookup: Runtime["registry"]["lookup"],
  pallet: PalletMetadataLatest,
  kind: "errors" | "events",
) {
  const definition = pallet[kind];
  return definition.isNone ? [] : [...lookup.getSiType(definition.unwrap().type).def.asVariant.variants];
}

function missing({ name }: Runtime, what: string): never {
  throw new NeuronError("INTERNAL", `Runtime ${name} has no ${what}`);
}
