import { Metadata, TypeRegistry } from "@polkadot/types";
import type { RuntimeVersion } from "@polkadot/types/interfaces";
import { u8aConcat, u8aToHex } from "@polkadot/util";
import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import { apiTypes } from "../runtime-api/types.ts";
import { runtimeApis } from "./api-descriptions.ts";
import { TypeBook } from "./type-book.ts";

/** A real runtime's metadata with what later ones have added, in both versions that clients may ask for. */
export interface AssembledMetadata {
  readonly v14: Uint8Array;
  readonly v15: Uint8Array;
}

const magic = Uint8Array.of(0x6d, 0x65, 0x74, 0x61);
const assembledSpec = 425;
/** `register_limit` as spec 425 has it (facts: bittensor 3.2). */
const registerLimitIndex = 134;

const typeSchema = z.object({
  id: z.number(),
  type: z.object({
    path: z.array(z.string()),
    params: z.array(z.object({ name: z.string(), type: z.number().nullable() })),
    def: z.record(z.string(), z.unknown()),
    docs: z.array(z.string()),
  }),
});
const variantSchema = z.object({
  variant: z.object({ variants: z.array(z.looseObject({ name: z.string(), index: z.number() })) }),
});
const palletSchema = z.looseObject({
  name: z.string(),
  calls: z.object({ type: z.number() }).nullable(),
  errors: z.object({ type: z.number() }).nullable(),
  constants: z.array(z.looseObject({ name: z.string(), value: z.string() })),
});
const extensionSchema = z.object({ identifier: z.string(), type: z.number(), additionalSigned: z.number() });
const metadataSchema = z.object({
  lookup: z.object({ types: z.array(typeSchema) }),
  pallets: z.array(palletSchema),
  extrinsic: z.object({ type: z.number(), version: z.number(), signedExtensions: z.array(extensionSchema) }),
  type: z.number(),
});

type MetadataJson = z.infer<typeof metadataSchema>;

/**
 * Assembles the runtime that a neuron of today meets but no package ships: the given metadata under spec 425, with
 * `register_limit`, its error, and typed runtime APIs in version 15. Everything else is the given runtime's.
 */
export function assembleMetadata(bytes: Uint8Array): AssembledMetadata {
  const registry = new TypeRegistry();
  const json = metadataSchema.parse(new Metadata(registry, bytes).asV14.toJSON());
  const newer = addCalls(withSpecVersion(json, registry));
  return {
    v14: write(registry, 14, newer),
    v15: write(registry, 15, describeApis(newer)),
  };
}

function withSpecVersion(json: MetadataJson, registry: TypeRegistry): MetadataJson {
  const pallets = json.pallets.map((pallet) => ({
    ...pallet,
    constants: pallet.constants.map((constant) => {
      if (pallet.name !== "System" || constant.name !== "Version") return constant;
      const version = registry.createTypeUnsafe<RuntimeVersion>("RuntimeVersion", [constant.value]);
      const next = registry.createTypeUnsafe("RuntimeVersion", [
        { ...version.toJSON(), specVersion: assembledSpec },
      ]);
      return { ...constant, value: u8aToHex(next.toU8a()) };
    }),
  }));
  return { ...json, pallets };
}

function addCalls(json: MetadataJson): MetadataJson {
  const pallet = json.pallets.find(({ name }) => name === "SubtensorModule");
  const callType = pallet?.calls?.type;
  const errorType = pallet?.errors?.type;
  const types = json.lookup.types.map((entry) => {
    if (entry.id === callType) return addVariant(entry, registerLimit(json), registerLimitIndex);
    return entry.id === errorType
      ? addVariant(entry, { name: "RegistrationPriceLimitExceeded", fields: [] })
      : entry;
  });
  return { ...json, lookup: { types } };
}

function registerLimit({ lookup }: MetadataJson) {
  const book = new TypeBook(lookup.types, {});
  const field = (name: string, type: string) => ({ name, type: book.idOf(type), typeName: type, docs: [] });
  return {
    name: "register_limit",
    fields: [field("netuid", "u16"), field("hotkey", "AccountId"), field("limit_price", "u64")],
  };
}

/** Adds a case to an enumeration, after the others unless it has a number of its own. */
function addVariant(
  entry: MetadataJson["lookup"]["types"][number],
  variant: { readonly name: string; readonly fields: readonly unknown[] },
  index?: number,
): MetadataJson["lookup"]["types"][number] {
  const { variants } = variantSchema.parse(entry.type.def).variant;
  const next = { ...variant, index: index ?? variants.length, docs: [] };
  return { ...entry, type: { ...entry.type, def: { variant: { variants: [...variants, next] } } } };
}

/** Version 15 adds the runtime APIs and names the parts of a transaction and the outer enumerations. */
function describeApis(json: MetadataJson): unknown {
  const book = new TypeBook(json.lookup.types, apiTypes);
  const extrinsic = json.lookup.types[json.extrinsic.type]?.type;
  if (extrinsic === undefined) throw new NeuronError("INTERNAL", "The metadata describes no transaction");
  const part = (name: string) => extrinsic.params.find((parameter) => parameter.name === name)?.type;
  const callType = part("Call");
  const apis = runtimeApis(book, json.extrinsic.type);
  const errorType = book.add({
    path: ["node_subtensor_runtime", "RuntimeError"],
    def: { variant: { variants: [] } },
  });
  return {
    lookup: { types: book.types },
    pallets: json.pallets.map((pallet) => ({ ...pallet, docs: [] })),
    extrinsic: {
      version: json.extrinsic.version,
      addressType: part("Address"),
      callType,
      signatureType: part("Signature"),
      extraType: part("Extra"),
      signedExtensions: json.extrinsic.signedExtensions,
    },
    type: json.type,
    apis,
    outerEnums: { callType, eventType: book.idOfPath("RuntimeEvent"), errorType },
    custom: { map: {} },
  };
}

function write(registry: TypeRegistry, version: 14 | 15, json: unknown): Uint8Array {
  const encoded = registry.createTypeUnsafe(`MetadataV${version}`, [json]).toU8a();
  return u8aConcat(magic, Uint8Array.of(version), encoded);
}
