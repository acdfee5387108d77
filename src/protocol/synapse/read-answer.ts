import type { z } from "zod";
import { isInteger, isJsonNumber, isJsonObject, type JsonObject } from "../json/json-value.ts";
import type { JsonLimits } from "../json/parse-json.ts";
import type { RequestHead } from "../scheme.ts";
import { SynapseBodyError } from "./body-error.ts";
import type { SynapseDeclaration } from "./declaration.ts";
import { parseSynapseInput, readSynapseBody } from "./parse-body.ts";
import { readSynapseHeaders } from "./read-headers.ts";

/** An answer as it came in. */
export interface IncomingAnswer {
  readonly status: number;
  readonly headers: RequestHead["headers"];
  readonly body: Uint8Array;
}

/** What a dendrite makes of an answer. */
export interface JudgedAnswer<Output> {
  /** 200 is a success; undefined when the axon did not say, which is none. */
  readonly statusCode: number | undefined;
  readonly statusMessage: string | undefined;
  /** The filled-in fields, when the answer has them all. */
  readonly output: Output | undefined;
}

/**
 * Returns what the Python dendrite makes of an answer (facts: bittensor 1.9): a status of the axon, or 422 of its own
 * for an answer that is not of the declared form.
 */
export function judgeAnswer<Fields extends z.ZodObject>(
  declaration: SynapseDeclaration<Fields>,
  answer: IncomingAnswer,
  limits: JsonLimits,
): JudgedAnswer<z.output<Fields>> {
  try {
    if (!isJson(answer.headers)) return unreadable("the content type is not application/json");
    const body = readSynapseBody(answer.body, limits);
    if (answer.status !== 200) {
      return { statusCode: answer.status, statusMessage: findText(body, "message"), output: undefined };
    }
    const inBody = endsOf(body);
    if (inBody === undefined) return unreadable("axon and dendrite must be objects");
    const output = parseSynapseInput(declaration, body);
    const { axon } = readSynapseHeaders(answer.headers);
    return {
      statusCode: axon.statusCode ?? findInteger(inBody, "status_code"),
      statusMessage: axon.statusMessage ?? findText(inBody, "status_message"),
      output,
    };
  } catch (error) {
    if (error instanceof SynapseBodyError) return unreadable(error.message);
    throw error;
  }
}

function isJson(headers: RequestHead["headers"]): boolean {
  const type = headers["content-type"];
  return typeof type === "string" && /^application\/json\s*(?:;|$)/i.test(type);
}

/** The axon of a body that may have one; undefined when either end is there and no object. */
function endsOf(body: JsonObject): JsonObject | undefined {
  const [axon, dendrite] = ["axon", "dendrite"].map((end) => (body.has(end) ? body.get(end) : new Map()));
  return isJsonObject(axon) && isJsonObject(dendrite) ? axon : undefined;
}

function findText(object: JsonObject, key: string): string | undefined {
  const value = object.get(key);
  return typeof value === "string" ? value : undefined;
}

function findInteger(object: JsonObject, key: string): number | undefined {
  const value = object.get(key);
  return isJsonNumber(value) && isInteger(value) ? Number(value.text) : undefined;
}

function unreadable(why: string): JudgedAnswer<never> {
  return { statusCode: 422, statusMessage: `Failed to parse response: ${why}`, output: undefined };
}
