import type { z } from "zod";
import { isJsonObject, jsonNumber, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { pythonFloatText } from "../python/float-text.ts";
import type { SynapseDeclaration } from "./declaration.ts";
import { fromPlain } from "./from-plain.ts";
import { terminalFields, type TerminalInfo } from "./terminal-info.ts";

/** A whole synapse, as a request or an answer carries it. */
export interface SynapseContent {
  readonly name: string;
  /** Seconds. */
  readonly timeoutS: number;
  readonly totalSize: number;
  readonly dendrite: TerminalInfo;
  readonly axon: TerminalInfo;
  /** The class's own fields in their order. */
  readonly fields: JsonObject;
}

/** Returns a synapse as JSON, its keys in the order of the SDK (facts: bittensor 1.3). */
export function synapseJson({
  name,
  timeoutS,
  totalSize,
  dendrite,
  axon,
  fields,
}: SynapseContent): JsonObject {
  return new Map<string, JsonValue>([
    ["name", name],
    ["timeout", jsonNumber(pythonFloatText(timeoutS))],
    ["total_size", jsonNumber(String(totalSize))],
    ["header_size", jsonNumber("0")],
    ["dendrite", terminalJson(dendrite)],
    ["axon", terminalJson(axon)],
    ["computed_body_hash", ""],
    ...fields,
  ]);
}

/** Returns all fields of a synapse with these values, null where there is none: what is sent and hashed. */
export function fieldsJson<Fields extends z.ZodObject>(
  { fields }: Pick<SynapseDeclaration<Fields>, "fields">,
  values: z.input<Fields>,
): JsonObject {
  const json = fromPlain({ kind: "model", fields }, values);
  return isJsonObject(json) ? json : new Map<string, JsonValue>();
}

function terminalJson(terminal: TerminalInfo): JsonObject {
  return new Map(
    terminalFields.map(({ key, name, type }) => [name, terminalValue(type, terminal[key])] as const),
  );
}

function terminalValue(type: string, value: TerminalInfo[keyof TerminalInfo]): JsonValue {
  if (value === undefined || typeof value === "string") return value ?? null;
  return jsonNumber(type === "float" ? pythonFloatText(Number(value)) : String(value));
}
