import { z } from "zod";
import { RpcError } from "./rpc-error.ts";

export interface RpcRequest {
  readonly id: number | string | null;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Either one request or, where the text holds no request, what to answer instead. */
export type ReadRequest =
  { readonly ok: true; readonly request: RpcRequest } | { readonly ok: false; readonly answer: string };

const requestSchema = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.number(), z.string(), z.null()]),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});

/** Reads one JSON-RPC 2.0 request. */
export function readRequest(text: string): ReadRequest {
  const json = parse(text);
  if (json === undefined) return { ok: false, answer: failure(null, new RpcError(-32_700, "Parse error")) };
  const parsed = requestSchema.safeParse(json.value);
  if (parsed.success) return { ok: true, request: parsed.data };
  return { ok: false, answer: failure(null, new RpcError(-32_600, "Invalid request")) };
}

/** Returns the answer to a request that worked. */
export function success(id: RpcRequest["id"], result: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result });
}

/** Returns the answer to a request that failed; data is left out where there is none. */
export function failure(id: RpcRequest["id"], { rpcCode, message, data }: RpcError): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: rpcCode, message, data } });
}

/** Returns what a subscriber gets. */
export function notification(topic: string, subscription: string, result: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", method: topic, params: { subscription, result } });
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
