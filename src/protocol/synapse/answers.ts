import type { z } from "zod";
import { compactJson } from "../json/write-json.ts";
import type { JsonObject, JsonValue } from "../json/json-value.ts";
import type { BodyIssue } from "./body-error.ts";
import { bodyHashOf } from "./body-hash.ts";
import type { SynapseDeclaration } from "./declaration.ts";
import type { SynapseStatus } from "./failures.ts";
import { fromPlain } from "./from-plain.ts";
import { placeholdersFor } from "./placeholders.ts";
import type { SynapseHeaders } from "./read-headers.ts";
import type { TerminalInfo } from "./terminal-info.ts";
import { synapseJson } from "./write-body.ts";
import { headerValue, terminalHeaders, writeSynapseHeaders } from "./write-headers.ts";

/** An answer as it goes on the wire. */
export interface SynapseAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8. */
  readonly body: string;
}

export interface SuccessfulCall<Fields extends z.ZodObject> {
  readonly declaration: SynapseDeclaration<Fields>;
  /** What the headers of the request said; its signature must have been checked. */
  readonly call: SynapseHeaders;
  /** The body of the request, whose fields are echoed: a Python dendrite refuses an answer without them. */
  readonly body: JsonObject;
  /** What the handler filled in. */
  readonly outputs: Partial<z.input<Fields>>;
  /** Seconds. */
  readonly processTimeS: number;
}

const contentType = { "content-type": "application/json" } as const;

/**
 * Returns the answer that a Python dendrite takes for a success: the whole synapse, its own fields filled in, status
 * 200 in body and headers (facts: bittensor 1.9). Throws SynapseBodyError for hash fields of another type.
 */
export function successAnswer<Fields extends z.ZodObject>(call: SuccessfulCall<Fields>): SynapseAnswer {
  const { declaration, body: request } = call;
  const axon = {
    ...call.call.axon,
    statusCode: 200,
    statusMessage: "Success",
    processTime: call.processTimeS,
  };
  const { dendrite, timeoutS = defaultTimeoutS } = call.call;
  const fields = answeredFields(call);
  const common = { name: declaration.name, timeoutS, axon, dendrite };
  const body = compactJson(synapseJson({ ...common, totalSize: 0, fields }));
  const required = declaration.requiredFields.map(({ name }) => [name, fields.get(name)] as const);
  return {
    status: 200,
    headers: {
      ...contentType,
      ...writeSynapseHeaders({
        ...common,
        placeholders: placeholdersFor(Object.fromEntries(required)),
        headerSize: 0,
        totalSize: Buffer.byteLength(body),
        bodyHash: bodyHashOf(declaration, request),
      }),
    },
    body,
  };
}

/** The SDK's own default (facts: bittensor 1.1). */
const defaultTimeoutS = 12;

function answeredFields<Fields extends z.ZodObject>(call: SuccessfulCall<Fields>): JsonObject {
  const outputs = new Map<string, unknown>(Object.entries(call.outputs));
  return new Map<string, JsonValue>(
    call.declaration.fields.map(({ name, type, fallback }) => [
      name,
      outputs.has(name) ? fromPlain(type, outputs.get(name)) : (call.body.get(name) ?? fallback ?? null),
    ]),
  );
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
    body: compactJson(new Map([["message", message]])),
  };
}

/** Returns the answer to a body of another form than declared: FastAPI's, without headers of ours. */
export function invalidBodyAnswer(issues: readonly BodyIssue[]): SynapseAnswer {
  return { status: 422, headers: contentType, body: JSON.stringify({ detail: issues }) };
}
