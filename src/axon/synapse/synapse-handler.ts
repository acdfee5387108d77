import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "../../lib/logger.ts";
import { Refusal } from "../../protocol/refusal.ts";
import { bodyHashOf } from "../../protocol/synapse/body-hash.ts";
import type { JsonObject } from "../../protocol/json/json-value.ts";
import { successAnswer } from "../../protocol/synapse/answers.ts";
import { readSynapseHeaders } from "../../protocol/synapse/read-headers.ts";
import { parseSynapseInput, readSynapseBody } from "../../protocol/synapse/parse-body.ts";
import type { AnswerSigner } from "../answer/answer-signer.ts";
import { sendSigned } from "../answer/send-answer.ts";
import { refuseContradiction } from "../auth/body-identity.ts";
import type { Gate, Passage } from "../gate.ts";
import { readBody } from "../read-body.ts";
import type { RequestNotes } from "../request-notes.ts";
import { callerNamedIn } from "./caller-named.ts";
import { sendSynapseFailure } from "./synapse-failure.ts";
import type { SynapseRoute } from "./synapse-route.ts";

export interface SynapseHandlerDeps {
  readonly gate: Gate;
  readonly signer: AnswerSigner | undefined;
  readonly logger: Logger;
  /** Is told which route takes a request. */
  readonly notes?: RequestNotes | undefined;
}

/** Callers send a few short fields. */
const bodyLimits = { maxLength: 262_144, maxDepth: 32 };

/** Returns the handler of a synapse: admission, then the body against the signature, then the work. */
export function createSynapseHandler(
  route: SynapseRoute,
  deps: SynapseHandlerDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const startedAt = performance.now();
    deps.notes?.add(request, { route: route.path });
    const exchange = { request, response, signer: deps.signer };
    const elapsedSeconds = () => (performance.now() - startedAt) / 1_000;
    try {
      const body = await takeBody(request, route, deps.gate);
      const outputs = await route.handle(parseSynapseInput(route.synapse, body));
      const call = readSynapseHeaders(request.headers);
      const processTimeS = elapsedSeconds();
      sendSigned(exchange, successAnswer({ declaration: route.synapse, call, body, outputs, processTimeS }));
    } catch (error) {
      sendSynapseFailure(exchange, error, { ...deps, processTimeS: elapsedSeconds() });
    }
  };
}

async function takeBody(request: IncomingMessage, route: SynapseRoute, gate: Gate): Promise<JsonObject> {
  if (route.access === "open") {
    gate.admitAnyone(request);
    return readSynapseBody(await readBody(request, bodyLimits.maxLength), bodyLimits);
  }
  const passage = await gate.admit(request, route.access);
  const body = readSynapseBody(passage.body, bodyLimits);
  try {
    requireSignedBody(route, passage, body);
  } catch (error) {
    if (error instanceof Refusal) gate.report(request, error.reason);
    throw error;
  }
  return body;
}

/** Throws Refusal `body_mismatch` unless the signature covers what the handler is about to believe. */
function requireSignedBody({ synapse }: SynapseRoute, { binding, caller }: Passage, body: JsonObject): void {
  refuseContradiction(caller, callerNamedIn(body));
  if (binding.kind === "bytes") return;
  if (binding.kind === "fields" && bodyHashOf(synapse, body) === binding.bodyHash) return;
  throw new Refusal("body_mismatch", "The body is not the one that was signed");
}
