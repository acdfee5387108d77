import { isJsonObject, type JsonObject, type JsonValue } from "../../protocol/json/json-value.ts";

/** Returns whom a synapse's body names as its caller, which nothing proves; undefined when it names nobody. */
export function callerNamedIn(body: JsonObject): JsonValue | undefined {
  const dendrite = body.get("dendrite");
  return isJsonObject(dendrite) ? dendrite.get("hotkey") : undefined;
}
