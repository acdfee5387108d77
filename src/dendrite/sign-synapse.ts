import type { z } from "zod";
import type { JsonObject } from "../protocol/json/json-value.ts";
import { pythonJson } from "../protocol/json/write-json.ts";
import { bodyHashOf } from "../protocol/synapse/body-hash.ts";
import type { SynapseDeclaration } from "../protocol/synapse/declaration.ts";
import { terminalPrefix } from "../protocol/synapse/header-names.ts";
import { synapseScheme } from "../protocol/synapse/scheme.ts";
import { sentVersion } from "../protocol/synapse/version.ts";
import { fieldsJson, synapseJson } from "../protocol/synapse/write-body.ts";
import type { Signer } from "../wallet/signer.ts";
import type { Stamp } from "./caller.ts";
import type { WireRequest } from "./exchange.ts";
import type { Target } from "./target.ts";

/** A target whose hotkey is known: a synapse is always signed for somebody. */
export type SynapseTarget = Target & { readonly hotkey: string };

/** A synapse to be sent: its fields as JSON, and the hash over those that are hashed. */
export interface PreparedSynapse {
  readonly name: string;
  readonly fields: JsonObject;
  readonly bodyHash: string;
  readonly required: Readonly<Record<string, unknown>>;
}

/** Returns what stays the same however often a synapse is sent. Throws INTERNAL for values that JSON cannot hold. */
export function prepareSynapse<Fields extends z.ZodObject>(
  synapse: SynapseDeclaration<Fields>,
  values: z.input<Fields>,
): PreparedSynapse {
  const fields = fieldsJson(synapse, values);
  return {
    name: synapse.name,
    fields,
    bodyHash: bodyHashOf(synapse, fields),
    required: Object.fromEntries(synapse.requiredFields.map(({ name }) => [name, fields.get(name)])),
  };
}

export interface SynapseSender {
  readonly signer: Pick<Signer, "address" | "sign">;
  /** Our own address, when it is known: some receivers read it from the body (facts: sparket 1.3). */
  readonly externalIp?: string;
}

/** Returns the POST that a Python axon takes: headers, and a body that names both ends (facts: bittensor 1.2, 1.3). */
export function signSynapse(
  { name, fields, bodyHash, required }: PreparedSynapse,
  { target, headers, stamp }: { target: SynapseTarget; headers: WireRequest["headers"]; stamp: Stamp },
  { signer, externalIp }: SynapseSender,
): WireRequest {
  const { host: ip, port, hotkey: receiver } = target;
  const { sentAtNs: nonce, lane: uuid, timeoutMs } = stamp;
  const ownIp = externalIp === undefined ? {} : { ip: externalIp };
  // The body holds the signature, so the size that both tell is that of the fields; nobody reads it.
  const sized = Buffer.from(pythonJson(fields));
  const request = { method: "POST", target: `/${name}`, body: sized, sender: signer.address, receiver };
  const senderIp = externalIp === undefined ? {} : { senderIp: externalIp };
  const signed = synapseScheme.headersFor(
    {
      ...request,
      sentAtNs: nonce,
      uuid,
      timeoutMs,
      synapse: { name, bodyHash, required, ip, port, ...senderIp },
    },
    (message) => signer.sign(Buffer.from(message)),
  );
  const signature = signed[`${terminalPrefix.dendrite}signature`] ?? "";
  const body = synapseJson({
    name,
    timeoutS: timeoutMs / 1_000,
    totalSize: sized.length,
    dendrite: { ...ownIp, version: sentVersion, nonce, uuid, hotkey: signer.address, signature },
    axon: { ip, port, hotkey: receiver },
    fields,
  });
  return {
    method: "POST",
    path: request.target,
    headers: { ...signed, ...headers },
    body: Buffer.from(pythonJson(body)),
  };
}
