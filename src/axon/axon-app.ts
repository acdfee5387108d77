import cors from "cors";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from "express";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import { requireAdmission } from "./admission.ts";
import { answerToFailure } from "./failure.ts";
import { HttpError, notFound } from "./http-error.ts";
import { parseRequest } from "./request-parsing.ts";
import type { Route } from "./route.ts";
import { sendAnswer, sendError } from "./answer/send-answer.ts";

const allowedMethods = ["GET", "HEAD", "OPTIONS"];

export interface AxonAppDeps {
  readonly routes: readonly Route[];
  readonly logger: Logger;
}

export interface AxonAppSettings {
  /** Origins whose pages may read the answers; `*` is any. */
  readonly corsOrigins: readonly string[];
}

/** Returns the Express application that serves the routes. Throws CONFIG_INVALID for a route it cannot guard. */
export function createAxonApp({ routes, logger }: AxonAppDeps, settings: AxonAppSettings): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.use(createCors(settings.corsOrigins));
  for (const route of routes) {
    app.route(expressPath(route.path)).get(createHandler(route)).all(refuseMethod);
  }
  app.use(refusePath);
  app.use(createErrorHandler(logger));
  return app;
}

function createCors(origins: readonly string[]): RequestHandler {
  return cors({
    origin: origins.includes("*") ? "*" : [...origins],
    methods: allowedMethods,
    exposedHeaders: ["ETag", "Content-Disposition", "Retry-After"],
  });
}

/** Returns `/scores/{network}` as `/scores/:network`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** Express sends HEAD to a GET handler too; Node then leaves the body out. */
function createHandler(route: Route): RequestHandler {
  requireAdmission(route);
  return async (request, response) => {
    await sendAnswer(request, response, await route.handle(parseRequest(route, request)));
  };
}

function refuseMethod(): void {
  throw new HttpError(405, "Method Not Allowed", { Allow: allowedMethods.join(", ") });
}

function refusePath(): void {
  throw notFound("Not Found");
}

function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response: Response, next) => {
    const fields = { method: request.method, path: request.path, error: messageOf(error) };
    if (response.headersSent) {
      logger.debug("Answer was cut off", fields);
      next(error);
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
