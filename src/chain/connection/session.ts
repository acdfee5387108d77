import { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import { NeuronError } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import { headerSchema, readFinalizedHead, type BlockRef } from "./head.ts";
import { RpcConnection, RpcRefusal, type Rpc, type RpcSettings } from "./rpc.ts";
import { loadRuntime, type Runtime } from "./runtime.ts";

/** What can be done with the chain over one connection. */
export interface ChainAccess {
  readonly rpc: Rpc;
  readonly url: string;
  readonly genesisHash: string;
  /** Fires once, when nothing more comes of this connection. */
  readonly ended: AbortSignal;
  /** Returns the runtime as it is now: ask at every use. */
  runtime(): Promise<Runtime>;
}

export interface SessionDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Learns every new finalized head. */
  readonly onHead: (head: BlockRef) => void;
}

/** Every subtensor has this address format (facts: bittensor 3.1). */
const subtensorPrefix = 42;

/** One connection to a node that is known to be a subtensor, with the runtime that it runs. */
export class Session implements ChainAccess {
  readonly rpc: RpcConnection;
  readonly genesisHash: string;
  readonly #deps: SessionDeps;
  #runtime: Promise<Runtime>;
  #specVersion: number;
  readonly #ended = new AbortController();

  private constructor(rpc: RpcConnection, genesisHash: string, runtime: Runtime, deps: SessionDeps) {
    this.rpc = rpc;
    this.genesisHash = genesisHash;
    this.#runtime = Promise.resolve(runtime);
    this.#specVersion = runtime.specVersion;
    this.#deps = deps;
    rpc.lost.addEventListener("abort", () => {
      this.#ended.abort();
    });
  }

  /**
   * Opens a connection and follows the chain's heads and runtime on it. Throws CHAIN_UNAVAILABLE when nobody
   * answers and CHAIN_MISMATCH when who answers is no subtensor.
   */
  static async open(url: string, deps: SessionDeps, settings: RpcSettings): Promise<Session> {
    const rpc = await RpcConnection.open(url, deps, settings);
    try {
      const genesisHash = await genesisHashOf(rpc, url);
      const runtime = await loadRuntime(rpc);
      assertSubtensor(runtime, url);
      const session = new Session(rpc, genesisHash, runtime, deps);
      await session.#follow();
      return session;
    } catch (error) {
      await rpc.close();
      throw error;
    }
  }

  get url(): string {
    return this.rpc.url;
  }

  /** Fires once, when nothing more comes of this session. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  runtime(): Promise<Runtime> {
    return this.#runtime;
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.rpc.close();
  }

  async #follow(): Promise<void> {
    await this.rpc.subscribe(runtimeVersions, [], (error, version) => {
      this.#receive(error, () => {
        this.#learnVersion(versionSchema.parse(version).specVersion);
      });
    });
    await this.rpc.subscribe(finalizedHeads, [], (error, header) => {
      this.#receive(error, () => {
        const { number } = headerSchema.parse(header);
        this.#learnHead(number).catch(this.#end);
      });
    });
    this.#deps.onHead(await readFinalizedHead(this.rpc));
  }

  /** A notification that cannot be read ends the session: another endpoint may make sense. */
  #receive(error: Error | undefined, take: () => void): void {
    try {
      if (error !== undefined) throw error;
      take();
    } catch (failure) {
      this.#end(failure);
    }
  }

  readonly #end = (error: unknown): void => {
    if (this.ended.aborted) return;
    this.#deps.logger.warn("Chain session ended by what the node sent", {
      url: this.url,
      error: String(error),
    });
    this.close().catch(() => undefined);
  };

  #learnVersion(specVersion: number): void {
    if (specVersion === this.#specVersion) return;
    this.#deps.logger.info("Chain runtime was upgraded", { from: this.#specVersion, to: specVersion });
    this.#specVersion = specVersion;
    this.#runtime = loadRuntime(this.rpc);
    this.#runtime.catch(this.#end);
  }

  async #learnHead(number: number): Promise<void> {
    const hash = z.string().parse(await this.rpc.call("chain_getBlockHash", [number]));
    this.#deps.onHead({ number, hash });
  }
}

const runtimeVersions = {
  subscribe: "state_subscribeRuntimeVersion",
  unsubscribe: "state_unsubscribeRuntimeVersion",
  notification: "state_runtimeVersion",
};

const finalizedHeads = {
  subscribe: "chain_subscribeFinalizedHeads",
  unsubscribe: "chain_unsubscribeFinalizedHeads",
  notification: "chain_finalizedHead",
};

const versionSchema = z.object({ specVersion: z.number().int() });

async function genesisHashOf(rpc: Rpc, url: string): Promise<string> {
  try {
    return z.string().parse(await rpc.call("chain_getBlockHash", [0]));
  } catch (error) {
    if (error instanceof RpcRefusal || error instanceof z.ZodError) {
      throw mismatch(url, "does not answer like a node of a chain", { cause: error });
    }
    throw error;
  }
}

function assertSubtensor(runtime: Runtime, url: string): void {
  if (!runtime.hasStorage("subtensorModule", "uids")) {
    throw mismatch(url, "is a node of another chain: it has no SubtensorModule");
  }
  const prefix = runtime.addressPrefix();
  if (prefix !== subtensorPrefix) {
    const what = `has addresses with prefix ${prefix ?? "unknown"} instead of ${subtensorPrefix}`;
    throw mismatch(url, what, { prefix });
  }
}

function mismatch(
  url: string,
  what: string,
  { prefix, cause }: { readonly prefix?: number | undefined; readonly cause?: unknown } = {},
): NeuronError {
  return new NeuronError(
    "CHAIN_MISMATCH",
    `The endpoint ${url} ${what}; check subtensor.network and subtensor.chain_endpoint`,
    { context: { url, prefix }, cause },
  );
}
