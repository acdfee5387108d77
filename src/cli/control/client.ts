import { resolve } from "node:path";
import { z } from "zod";
import {
  controlFilesIn,
  findAddress,
  findToken,
  type ControlFiles,
} from "../../control/server/token-file.ts";
import { getErrorCodes, messageOf, NeuronError, type ErrorCode } from "../../lib/errors.ts";
import type { Call } from "../command.ts";

/** A question to the running neuron. */
export interface Question<T> {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly answer: z.ZodType<T>;
}

/** The way into the neuron that runs on the configured data directory. */
export interface ControlClient {
  readonly url: string;
  /** Never to be logged, and printed for people at a terminal alone. */
  readonly token: string;
  ask<T>(question: Question<T>): Promise<T>;
}

/** The neuron answers from memory; only its databases can make it wait. */
const answerTimeoutMs = 10_000;

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Returns the way into the running neuron. Throws PEER_UNAVAILABLE, with what to do, when none runs. */
export async function openControl(call: Pick<Call, "config" | "shell">): Promise<ControlClient> {
  const files = controlFiles(call);
  const [address, token] = await Promise.all([findAddress(files.address), findToken(files.token)]);
  if (address === undefined || token === undefined) throw notRunning(files.address);
  const { url, pid } = address;
  return { url, token, ask: (question) => ask(question, { url, token, pid }) };
}

/** Returns where a neuron on the configured data directory says how it is reached. */
export function controlFiles({ config, shell }: Pick<Call, "config" | "shell">): ControlFiles {
  return controlFilesIn(resolve(shell.workingDirectory, config.settings.dataDir));
}

async function ask<T>(
  { method = "GET", path, body, answer }: Question<T>,
  { url, token, pid }: { url: string; token: string; pid: number },
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(answerTimeoutMs),
  }).catch((error: unknown) => {
    throw new NeuronError(
      "PEER_UNAVAILABLE",
      `The neuron does not answer at ${url}: process ${pid} has ended, or hangs (${causeOf(error)})`,
      { cause: error },
    );
  });
  const content: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer.parse(content);
  throw refusal(response.status, content);
}

function refusal(status: number, content: unknown): NeuronError {
  const { data } = errorSchema.safeParse(content);
  const message = data?.error.message ?? `The neuron answered with status ${status}`;
  return new NeuronError(codes[status] ?? failureCode(status, data?.error.code) ?? "PEER_REFUSED", message);
}

/** What keeps the neuron from answering is the command's failure too; a refusal has a code of the caller's. */
function failureCode(status: number, code: string | undefined): ErrorCode | undefined {
  return status < 500 ? undefined : getErrorCodes().find((known) => known === code);
}

const codes: Readonly<Record<number, ErrorCode>> = {
  400: "USAGE_INVALID",
  404: "USAGE_INVALID",
  409: "LOCKED",
};

function notRunning(path: string): NeuronError {
  return new NeuronError(
    "PEER_UNAVAILABLE",
    "No neuron runs on this data directory, or its control API is off. Start it: neuron miner",
    { context: { path } },
  );
}

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}
