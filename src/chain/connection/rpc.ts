import { setMaxListeners } from "node:events";
import { WsProvider } from "@polkadot/api";
import type { Clock } from "../../lib/clock.ts";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import { withinTime } from "./time-limit.ts";

export interface RpcSettings {
  readonly connectTimeoutMs: number;
  /** Longest wait for the answer to one call. */
  readonly callTimeoutMs: number;
}

/** The three names of a JSON-RPC subscription. */
export interface SubscriptionNames {
  readonly subscribe: string;
  readonly unsubscribe: string;
  /** The method that its notifications carry. */
  readonly notification: string;
}

/** Asks a node; what every reading and sending part of this folder needs of a connection. */
export interface Rpc {
  /**
   * Returns the result of a call, unchecked. Throws CHAIN_UNAVAILABLE when no answer comes, RpcRefusal when the
   * answer is an error.
   */
  call(method: string, params: readonly unknown[]): Promise<unknown>;
  /** Returns the function that ends the subscription. The listener learns an error of the subscription as one. */
  subscribe(
    names: SubscriptionNames,
    params: readonly unknown[],
    listener: (error: Error | undefined, result: unknown) => void,
  ): Promise<() => void>;
}

/** A node answered with an error. */
export class RpcRefusal extends Error {
  /** JSON-RPC's code: 1010 for an invalid transaction, -32601 for an unknown method. */
  readonly rpcCode: number;
  readonly data: unknown;

  constructor(method: string, { code, data, message }: { code: number; data: unknown; message: string }) {
    super(`The node refused ${method}: ${message}`);
    this.name = "RpcRefusal";
    this.rpcCode = code;
    this.data = data;
  }
}

/** One websocket to one node. It never reconnects: who lost it opens another one. */
export class RpcConnection implements Rpc {
  readonly url: string;
  /** Fires once, when the socket is gone for whatever reason. */
  readonly lost: AbortSignal;
  readonly #provider: WsProvider;
  readonly #clock: Clock;
  readonly #settings: RpcSettings;
  readonly #closed = new AbortController();

  private constructor(url: string, clock: Clock, settings: RpcSettings) {
    this.url = url;
    this.#clock = clock;
    this.#settings = settings;
    this.#provider = new WsProvider(url, false, {}, settings.callTimeoutMs);
    const lost = new AbortController();
    this.#provider.on("disconnected", () => {
      lost.abort();
    });
    this.lost = lost.signal;
    // Every call that waits listens to it; Node takes more than ten listeners for a leak and warns of it.
    setMaxListeners(0, this.#closed.signal);
  }

  /** Throws CHAIN_UNAVAILABLE when there is nobody at the address. The signal also closes what was opened. */
  static async open(
    url: string,
    { clock, signal }: { clock: Clock; signal: AbortSignal },
    settings: RpcSettings,
  ): Promise<RpcConnection> {
    const connection = new RpcConnection(url, clock, settings);
    const onAbort = () => void connection.close();
    signal.addEventListener("abort", onAbort, { once: true });
    connection.lost.addEventListener("abort", () => {
      signal.removeEventListener("abort", onAbort);
    });
    try {
      await withinTime(connection.#connected(), {
        clock,
        limitMs: settings.connectTimeoutMs,
        what: `Connecting to ${url}`,
        signal,
      });
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async call(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.#limited(method, this.#provider.send<unknown>(method, [...params]));
  }

  async subscribe(
    { subscribe, unsubscribe, notification }: SubscriptionNames,
    params: readonly unknown[],
    listener: (error: Error | undefined, result: unknown) => void,
  ): Promise<() => void> {
    const id = await this.#limited(
      subscribe,
      this.#provider.subscribe(notification, subscribe, [...params], (error, result) => {
        listener(error ?? undefined, result);
      }),
    );
    return () => {
      // Nothing depends on the answer, and on a lost connection there is none.
      this.#provider.unsubscribe(notification, unsubscribe, id).catch(() => false);
    };
  }

  /** Calls that are waited for fail at once, whether or not the node takes part in closing. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#provider.disconnect();
  }

  async #connected(): Promise<void> {
    const { url } = this;
    const opened = new Promise<void>((resolve, reject) => {
      this.#provider.on("connected", resolve);
      this.#provider.on("error", (error: unknown) => {
        reject(unavailable(url, reasonOf(error)));
      });
      this.#provider.on("disconnected", () => {
        reject(unavailable(url, "the connection was closed"));
      });
    });
    await this.#provider.connect();
    await opened;
  }

  async #limited<T>(method: string, work: Promise<T>): Promise<T> {
    try {
      return await withinTime(work, {
        clock: this.#clock,
        limitMs: this.#settings.callTimeoutMs,
        what: `The answer of ${this.url} to ${method}`,
        signal: this.#closed.signal,
      });
    } catch (error) {
      if (this.#closed.signal.aborted) throw unavailable(this.url, "the connection was closed", error);
      throw explainFailure(error, method, this.url);
    }
  }
}

/** Codes below this are the client library's own, for answers that are no JSON-RPC. */
const lowestRpcCode = -33_000;

function explainFailure(error: unknown, method: string, url: string): Error {
  if (error instanceof NeuronError) return error;
  const isAnswer =
    error instanceof Error && "code" in error && typeof error.code === "number" && error.code > lowestRpcCode;
  if (!isAnswer) return unavailable(url, messageOf(error), error);
  return new RpcRefusal(method, {
    code: Number(error.code),
    data: "data" in error ? error.data : undefined,
    message: error.message,
  });
}

/** The websocket reports a failure as an event with a message, not as an error. */
function reasonOf(event: unknown): string {
  const hasMessage = typeof event === "object" && event !== null && "message" in event;
  return hasMessage ? String(event.message) : "no connection";
}

function unavailable(url: string, reason: string, cause?: unknown): NeuronError {
  // The library appends the whole request, which may be long, on a line of its own.
  const [firstLine = ""] = reason.split("\n", 1);
  return new NeuronError("CHAIN_UNAVAILABLE", `The chain's endpoint ${url} does not answer: ${firstLine}`, {
    context: { url },
    cause,
  });
}
