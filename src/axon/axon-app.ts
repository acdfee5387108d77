import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import cors from "cors";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { messageOf, NeuronError } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import { answerHeaders } from "../protocol/answer/answer-signature.ts";
import type { AnswerSigner } from "./answer/answer-signer.ts";
import type { Exchange } from "./answer/exchange.ts";
import { sendAnswer, sendError } from "./answer/send-answer.ts";
import { sendRefusal } from "./answer/send-refusal.ts";
import { isSigned } from "./auth/known-schemes.ts";
import { answerToFailure } from "./failure.ts";
import { TurnedAway, type Gate } from "./gate.ts";
import { HttpError, notFound } from "./http-error.ts";
import { isProbe } from "./guard/probes.ts";
import { parseRequest, type RawRequest } from "./request-parsing.ts";
import type { RequestNotes } from "./request-notes.ts";
import type { Endpoint, Route } from "./route.ts";
import { RouteTable } from "./route-table.ts";
import { createSynapseHandler } from "./synapse/synapse-handler.ts";
import { isSynapseCall, refuseUnknownSynapse } from "./synapse/unknown-synapse.ts";
import type { SynapseRoute } from "./synapse/synapse-route.ts";
import { requireUnboundBody } from "./unbound-body.ts";

const readMethods = ["GET", "HEAD", "OPTIONS"];
const synapseMethods = ["POST", "OPTIONS"];

export interface AxonAppDeps {
  readonly routes: readonly Route[];
  readonly synapses: readonly SynapseRoute[];
  readonly logger: Logger;
  readonly gate: Gate;
  /** Undefined on an axon without an identity. */
  readonly signer: AnswerSigner | undefined;
  /** Is told which route takes a request. */
  readonly notes?: RequestNotes | undefined;
}

export interface AxonAppSettings {
  /** Origins whose pages may read the answers; `*` is any. */
  readonly corsOrigins: readonly string[];
}

/**
 * Returns what serves the routes: a table for paths as they were declared, and Express for whatever is spelled
 * otherwise, preflights, and what no route takes. Throws CONFIG_INVALID for a route it cannot guard.
 */
export function createAxonApp(deps: AxonAppDeps, settings: AxonAppSettings): RequestListener {
  const table = new RouteTable<Handler>();
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  const allowOrigins = createCors(settings.corsOrigins);
  app.use(allowOrigins);
  for (const route of deps.routes) {
    const handle = createHandler(route, deps);
    table.add(route, handle);
    app
      .route(expressPath(route.path))
      .get(isMeant(route), (request, response) => handle(request, response, request))
      .all(refuseMethod(readMethods));
  }
  for (const route of deps.synapses) {
    requireIdentity(route, deps.gate);
    const handle = createSynapseHandler(route, deps);
    table.add(route, handle);
    app.route(route.path).post(handle).all(refuseMethod(synapseMethods));
  }
  app.use(createPathRefusal(deps));
  const fail = createFailure(deps.logger);
  app.use(createErrorHandler(fail));
  return (request, response) => {
    const match = table.find(request);
    if (match === undefined) {
      app(request, response);
      return;
    }
    // It looks at headers and sets some: nothing of Express.
    allowOrigins(request, response, () => {
      match
        .handler(request, response, match.raw)
        .catch((error: unknown) => fail(error, { request, response }));
    });
  };
}

/** Answers a request; the parts that callers fill in were read by whoever found the route. */
type Handler = (request: IncomingMessage, response: ServerResponse, raw: RawRequest) => Promise<void>;

function createCors(origins: readonly string[]): ReturnType<typeof cors<IncomingMessage>> {
  return cors({
    origin: origins.includes("*") ? "*" : [...origins],
    methods: [...readMethods, "POST"],
    exposedHeaders: ["ETag", "Content-Disposition", "Retry-After", ...Object.values(answerHeaders)],
  });
}

/** Returns `/scores/{network}` as `/scores/:network`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** Asks the next route where a path is not meant for this one. */
function isMeant({ accepts }: Route): RequestHandler {
  return (request, _response, next) => {
    const texts = Object.entries(request.params).map(([name, text]) => [name, String(text)] as const);
    if (accepts === undefined || accepts(Object.fromEntries(texts))) next();
    else next("route");
  };
}

/** HEAD comes to a GET handler too; Node then leaves the body out. */
function createHandler(route: Route, deps: AxonAppDeps): Handler {
  const admit = createAdmission(route, deps);
  return async (request, response, raw) => {
    deps.notes?.add(request, { route: route.path });
    await admit(request);
    const answer = await route.handle(parseRequest(route, raw));
    await sendAnswer({ request, response, signer: deps.signer }, answer);
  };
}

function createAdmission(
  { path, access }: Route,
  { gate }: AxonAppDeps,
): (request: IncomingMessage) => Promise<void> {
  if (access === "open") {
    return (request) => {
      gate.admitAnyone(request);
      return Promise.resolve();
    };
  }
  requireIdentity({ path, access }, gate);
  return async (request) => {
    requireUnboundBody(await gate.admit(request, access));
  };
}

/** Nobody can be admitted where nobody can be told apart. */
function requireIdentity({ path, access }: Pick<Endpoint, "path" | "access">, gate: Gate): void {
  if (access === "open" || gate.canAdmit) return;
  throw new NeuronError(
    "CONFIG_INVALID",
    `Access "${access}" of ${path} needs a hotkey and a chain to check callers against; set --access open to do without`,
    { context: { path, access } },
  );
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  return () => {
    throw new HttpError(405, "Method Not Allowed", { Allow: allowed.join(", ") });
  };
}

function createPathRefusal({ gate, synapses }: AxonAppDeps): RequestHandler {
  const available = synapses.map(({ synapse }) => synapse.name);
  return (request, response) => {
    if (isSynapseCall(request)) {
      refuseUnknownSynapse(request, response, available);
      return;
    }
    if (isProbe(request.path) && !isSigned(request.headers)) gate.report(request, "probe");
    throw notFound("Not Found");
  };
}

/** Express knows an error handler by its four parameters, the last of which is not needed. */
function createErrorHandler(fail: Failure): ErrorRequestHandler {
  const handler: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) next(error);
    else fail(error, { request, response });
  };
  return handler;
}

type Failure = (error: unknown, exchange: Pick<Exchange, "request" | "response">) => void;

function createFailure(logger: Logger): Failure {
  return (error, { request, response }) => {
    const [path] = (request.url ?? "").split("?");
    const fields = { method: request.method, path, error: messageOf(error) };
    if (response.headersSent) {
      logger.debug("Answer was cut off", fields);
      response.destroy();
      return;
    }
    if (error instanceof TurnedAway) {
      sendRefusal(response, error.refusal);
      return;
    }
    const answer = answerToFailure(error);
    if (answer.status === 500) logger.error("Request failed", { ...fields, stack: stackOf(error) });
    else logger.debug("Request refused", { ...fields, status: answer.status });
    sendError(response, answer);
  };
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
