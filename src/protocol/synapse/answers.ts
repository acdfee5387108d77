import { compactJson } from "../json/write-json.ts";
import type { JsonObject, JsonValue } from "../json/json-value.ts";
import type { BodyIssue } from "./body-error.ts";
import { bodyHashOf } from "./body-hash.ts";
import type { SynapseDeclaration } from "./declaration.ts";
import type { SynapseStatus } from "./failures.ts";
import { placeholdersFor } from "./placeholders.ts";
import type { SynapseHeaders } from "./read-headers.ts";
import type { TerminalInfo } from "./terminal-info.ts";
import { synapseJson } from "./write-body.ts";
import { headerValue, terminalHeaders, writeSynapseHeaders } from "./write-headers.ts";

/** An answer as it goes on the wire. */
export interface SynapseAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SuccessfulCall {
  readonly declaration: SynapseDeclaration;
  /** What the headers of the request said; its signature must have been checked. */
  readonly call: SynapseHeaders;
  /** The body of the request, whose fields are echoed: a Python dendrite refuses an answer without them. */
  readonly body: JsonObject;
  /** What the handler filled in, by field: JSON text in UTF-8, which goes out as it is, however long. */
  readonly outputs: Readonly<Record<string, Uint8Array>>;
  /** Seconds. */
  readonly processTimeS: number;
}

const contentType = { "content-type": "application/json" } as const;

/**
 * Returns the answer that a Python dendrite takes for a success: the whole synapse, its own fields filled in, status
 * 200 in body and headers (facts: bittensor 1.9). Throws SynapseBodyError for hash fields of another type.
 */
export function successAnswer({
  declaration,
  call,
  body: request,
  outputs,
  processTimeS,
}: SuccessfulCall): SynapseAnswer {
  const { dendrite, timeoutS = defaultTimeoutS } = call;
  const axon = { ...call.axon, statusCode: 200, statusMessage: "Success", processTime: processTimeS };
  const common = { name: declaration.name, timeoutS, axon, dendrite };
  const fields = echoedFields(declaration, request, outputs);
  const body = withOutputs(compactJson(synapseJson({ ...common, totalSize: 0, fields })), outputs);
  const required = declaration.requiredFields.map(({ name }) => [name, fields.get(name)] as const);
  return {
    status: 200,
    headers: {
      ...contentType,
      ...writeSynapseHeaders({
        ...common,
        placeholders: placeholdersFor(Object.fromEntries(required)),
        headerSize: 0,
        totalSize: body.length,
        bodyHash: bodyHashOf(declaration, request),
      }),
    },
    body,
  };
}

/** The SDK's own default (facts: bittensor 1.1). */
const defaultTimeoutS = 12;

function echoedFields(
  { fields }: SynapseDeclaration,
  request: JsonObject,
  outputs: SuccessfulCall["outputs"],
): JsonObject {
  const echoed = fields.filter(({ name }) => outputs[name] === undefined);
  return new Map<string, JsonValue>(
    echoed.map(({ name, fallback }) => [name, request.get(name) ?? fallback ?? null]),
  );
}

/** Returns an object's text with further entries at its end. */
function withOutputs(object: string, outputs: SuccessfulCall["outputs"]): Buffer {
  const entries = Object.entries(outputs).flatMap(([name, json]) => [
    Buffer.from(`,${JSON.stringify(name)}:`),
    json,
  ]);
  return Buffer.concat([Buffer.from(object.slice(0, -1)), ...entries, Buffer.from("}")]);
}

/**
 * Returns the answer to a synapse that failed: `{"message": …}` and the axon's status in the headers (facts:
 * bittensor 1.8). `axon` is what else our axon says of itself.
 */
export function failureAnswer({ code, message }: SynapseStatus, axon: TerminalInfo = {}): SynapseAnswer {
  return {
    status: code,
    headers: {
      ...contentType,
      ...terminalHeaders("axon", { ...axon, statusCode: code, statusMessage: headerValue(message) }),
    },
    body: Buffer.from(compactJson(new Map([["message", message]]))),
  };
}

/** Returns the answer to a body of another form than declared: FastAPI's, without headers of ours. */
export function invalidBodyAnswer(issues: readonly BodyIssue[]): SynapseAnswer {
  return { status: 422, headers: contentType, body: Buffer.from(JSON.stringify({ detail: issues })) };
}
