import { NeuronError } from "../../../lib/errors.ts";
import type { PoolError } from "../extrinsics/pool-error.ts";

/** An answer that says no, with the number that JSON-RPC or a node gives to the reason. */
export class RpcError extends NeuronError {
  readonly rpcCode: number;
  readonly data: string | undefined;

  constructor(rpcCode: number, message: string, data?: string) {
    super("USAGE_INVALID", message, { context: { rpcCode } });
    this.name = "RpcError";
    this.rpcCode = rpcCode;
    this.data = data;
  }
}

export function methodNotFound(): RpcError {
  return new RpcError(-32_601, "Method not found");
}

export function invalidParams(detail: string): RpcError {
  return new RpcError(-32_602, "Invalid params", detail);
}

/** What a node says about a hash that it does not know, or no longer keeps the state of. */
export function unknownBlock(hash: string): RpcError {
  return new RpcError(4003, `Client error: UnknownBlock: Header was not found in the database: ${hash}`);
}

export function unknownRuntimeApi(name: string): RpcError {
  const message = `Client error: Execution failed: Other: Exported method ${name} is not found`;
  return new RpcError(4003, message);
}

export function tooManySubscriptions(): RpcError {
  return new RpcError(-32_006, "Too many subscriptions on the connection");
}

export function poolRefusal({ code, message, data }: PoolError): RpcError {
  return new RpcError(code, message, data);
}
