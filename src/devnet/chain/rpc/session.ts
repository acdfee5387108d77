import { randomBytes } from "node:crypto";
import { messageOf } from "../../../lib/errors.ts";
import { failure, notification, readRequest, success, type RpcRequest } from "./json-rpc.ts";
import type { Channel, RpcContext, SubscriptionMethod } from "./method.ts";
import { rpcMethods, rpcSubscriptions, unsubscribeNames } from "./methods.ts";
import { methodNotFound, RpcError, tooManySubscriptions } from "./rpc-error.ts";

const maxSubscriptions = 1_024;
const subscriptionIdBytes = 8;

/** One client's requests and subscriptions, without the socket. */
export class Session {
  readonly #context: RpcContext;
  readonly #send: (text: string) => void;
  readonly #stops = new Map<string, () => void>();

  constructor(context: RpcContext, send: (text: string) => void) {
    this.#context = context;
    this.#send = send;
  }

  /** Answers one message. */
  receive(text: string): void {
    const read = readRequest(text);
    if (read.ok) this.#answer(read.request);
    else this.#send(read.answer);
  }

  /** Ends all subscriptions. */
  close(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #answer(request: RpcRequest): void {
    try {
      const subscription = rpcSubscriptions.get(request.method);
      if (subscription === undefined) this.#send(success(request.id, this.#call(request)));
      else this.#subscribe(request, subscription);
    } catch (error) {
      const reason =
        error instanceof RpcError ? error : new RpcError(-32_603, `Internal error: ${messageOf(error)}`);
      this.#send(failure(request.id, reason));
    }
  }

  #call({ method, params }: RpcRequest): unknown {
    if (unsubscribeNames.has(method)) return this.#unsubscribe(String(params[0]));
    const call = rpcMethods.get(method);
    if (call === undefined) throw methodNotFound();
    return call(this.#context, params);
  }

  #subscribe({ id, params }: RpcRequest, { topic, open }: SubscriptionMethod): void {
    if (this.#stops.size >= maxSubscriptions) throw tooManySubscriptions();
    const name = randomBytes(subscriptionIdBytes).toString("base64url");
    const outbox = new Outbox(this.#send);
    const channel: Channel = {
      send: (result) => outbox.push(notification(topic, name, result)),
      end: () => this.#unsubscribe(name),
    };
    this.#stops.set(name, () => undefined);
    const stop = this.#open(name, () => open(this.#context, params, channel));
    // It may have ended while it opened.
    if (this.#stops.has(name)) this.#stops.set(name, stop);
    this.#send(success(id, name));
    outbox.release();
  }

  #open(name: string, open: () => () => void): () => void {
    try {
      return open();
    } catch (error) {
      this.#stops.delete(name);
      throw error;
    }
  }

  #unsubscribe(name: string): boolean {
    this.#stops.get(name)?.();
    return this.#stops.delete(name);
  }
}

/** Holds back what a subscription says before its client has been told its name. */
class Outbox {
  readonly #send: (text: string) => void;
  #held: string[] | undefined = [];

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  push(text: string): void {
    if (this.#held === undefined) this.#send(text);
    else this.#held.push(text);
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of held) this.#send(text);
  }
}
