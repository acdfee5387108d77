import type { JsonObject } from "../../protocol/json/json-value.ts";
import { compactJson } from "../../protocol/json/write-json.ts";
import type { SynapseDeclaration } from "../../protocol/synapse/declaration.ts";
import type { Exchange } from "../answer/exchange.ts";
import { sendSigned } from "../answer/send-answer.ts";
import { statusHeaders } from "./status-headers.ts";
import type { SynapseOutputs } from "./synapse-route.ts";

export interface SynapseSuccess {
  readonly synapse: SynapseDeclaration;
  /** Of the request. */
  readonly body: JsonObject;
  readonly outputs: SynapseOutputs;
  readonly elapsedSeconds: number;
}

/**
 * Writes the answer that an SDK takes for a success: the status among the headers, and every input echoed in the body,
 * for it checks the answer against the whole class (facts: bittensor 1.9).
 */
export function sendSynapse(
  exchange: Exchange,
  { synapse, body, outputs, elapsedSeconds }: SynapseSuccess,
): void {
  const echoed = synapse.fields
    .filter(({ name }) => outputs[name] === undefined && body.has(name))
    .map(({ name }) => Buffer.from(`${JSON.stringify(name)}:${compactJson(body.get(name) ?? null)}`));
  const answered = Object.entries(outputs).map(([name, { json }]) =>
    Buffer.concat([Buffer.from(`${JSON.stringify(name)}:`), json]),
  );
  sendSigned(exchange, {
    status: 200,
    body: Buffer.concat([Buffer.from("{"), ...separated([...echoed, ...answered]), Buffer.from("}")]),
    headers: statusHeaders(exchange.request, { status: 200, message: "Success", elapsedSeconds }),
  });
}

function separated(entries: readonly Buffer[]): Buffer[] {
  return entries.flatMap((entry, index) => (index === 0 ? [entry] : [Buffer.from(","), entry]));
}
