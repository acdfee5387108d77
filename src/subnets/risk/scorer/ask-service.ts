import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { pipeline } from "node:stream/promises";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import { bounded } from "./bounded.ts";
import type { ScorerOrder } from "./order.ts";

const contentTypes = { parquet: "application/vnd.apache.parquet", csv: "text/csv" } as const;

/**
 * Sends the features of an order to a service in one POST and saves the body of its answer. The length is stated:
 * many small servers cannot read a body in chunks. Throws SCORER_FAILED for any status but 200.
 */
export async function askService(url: URL, order: ScorerOrder): Promise<void> {
  const response = await post(url, order);
  if (response.statusCode !== 200) {
    response.destroy();
    throw failure(url, `it answered with status ${String(response.statusCode)}`);
  }
  await pipeline(response, bounded(order.maxAnswerBytes), createWriteStream(order.answerPath));
}

async function post(url: URL, order: ScorerOrder): Promise<IncomingMessage> {
  const { size } = await stat(order.featuresPath);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, { method: "POST", headers: headersOf(order, size) }, resolve);
    request.on("error", (error) => reject(failure(url, messageOf(error) || "no connection")));
    // A service that answers before it has read everything breaks the upload: its answer is what counts.
    pipeline(createReadStream(order.featuresPath), request).catch(() => undefined);
  });
}

function headersOf({ network, processingDate, windowDays, featureFormat }: ScorerOrder, size: number) {
  return {
    "content-type": contentTypes[featureFormat],
    "content-length": size,
    accept: "text/csv, application/vnd.apache.parquet",
    "x-risk-network": network,
    "x-risk-processing-date": processingDate,
    "x-risk-window-days": windowDays,
  };
}

function failure({ host }: URL, what: string): NeuronError {
  return new NeuronError("SCORER_FAILED", `The service ${host} failed: ${what}`);
}
