import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";
import { NeuronError } from "../lib/errors.ts";
import type { ClientProvider, Clients } from "./clients.ts";
import { collect } from "./collect.ts";
import { explainFailure, isConnectionLost, isUnreached } from "./failures.ts";
import type { QueryParams, QuerySettings } from "./query-address.ts";

export interface QueryOptions {
  readonly params?: QueryParams;
  readonly settings?: QuerySettings;
  readonly signal?: AbortSignal;
}

export interface DatabaseLimits {
  /** No read runs longer than this, in seconds. */
  readonly maxReadSeconds: number;
  /** No write (load, feature build, publication) runs longer than this, in seconds. */
  readonly maxWriteSeconds: number;
}

/** Settings that every query of a kind gets, beside its time limit. */
export interface DatabaseSettings {
  readonly read: QuerySettings;
  readonly write: QuerySettings;
}

/** How long a cancelled write may take to stop before we give up waiting for it. */
const killTimeoutMs = 10_000;
const reachableTimeoutMs = 2_000;

/**
 * What an answer waits in until the query has ended, in bytes. Without it the server takes a file, and on a full disk
 * it answers nothing, as if that were a success.
 */
const answerInMemory = { http_response_buffer_size: 16_777_216 } as const;

/**
 * One network's database on a ClickHouse server. Every method that queries throws STORE_UNAVAILABLE (nobody
 * answered), STORE_DENIED, STORE_QUERY_FAILED (the server refused it, or its rows have another shape) or CANCELLED
 * (by its signal). Reads are tried again once when the connection broke; writes only when they never got through.
 */
export class Database {
  readonly name: string;
  readonly #clients: ClientProvider;
  readonly #limits: DatabaseLimits;
  readonly #settings: DatabaseSettings;

  constructor(
    name: string,
    clients: ClientProvider,
    { limits, settings }: { readonly limits: DatabaseLimits; readonly settings: DatabaseSettings },
  ) {
    this.name = name;
    this.#clients = clients;
    this.#limits = limits;
    this.#settings = settings;
  }

  /** Returns the rows of a SELECT, each parsed by the schema. UInt64 arrive as numbers, dates as text. */
  async rows<Row>(row: z.ZodType<Row>, sql: string, options: QueryOptions = {}): Promise<Row[]> {
    const bytes = await this.bytes(`${sql}\nFORMAT JSONEachRow`, {
      ...options,
      settings: {
        ...options.settings,
        output_format_json_array_of_rows: 1,
        output_format_json_quote_64bit_integers: 0,
      },
    });
    const rows = z.array(row).safeParse(parseWhole(bytes, this.name));
    if (rows.success) return rows.data;
    throw new NeuronError(
      "STORE_QUERY_FAILED",
      `ClickHouse answered rows of another shape: ${z.prettifyError(rows.error)}`,
      { context: { database: this.name }, cause: rows.error },
    );
  }

  /** Returns the first row of a SELECT, or undefined when it has none. */
  async findRow<Row>(row: z.ZodType<Row>, sql: string, options: QueryOptions = {}): Promise<Row | undefined> {
    const [first] = await this.rows(row, sql, { ...options, settings: { ...options.settings, limit: 1 } });
    return first;
  }

  /** Returns the whole answer of a SELECT that names its FORMAT. A query that fails midway throws. */
  async bytes(sql: string, options: QueryOptions = {}): Promise<Buffer> {
    return Buffer.concat(await this.chunks(sql, options));
  }

  /** Returns the same as it came, for those who join it to something else. */
  async chunks(sql: string, options: QueryOptions = {}): Promise<Buffer[]> {
    const { params = {}, signal } = options;
    const settings = { wait_end_of_query: 1, ...answerInMemory, ...this.#readSettings(options) };
    return this.#attempt({ sql, signal, isRepeatable: isConnectionLost }, ({ reader }) =>
      reader.read({ sql, params, settings, signal }),
    );
  }

  /**
   * Saves the answer of a SELECT that names its FORMAT to a file, off this thread. A failure leaves a file that is
   * not whole.
   */
  async save(sql: string, path: string, options: QueryOptions = {}): Promise<void> {
    const { signal } = options;
    const { params = {} } = options;
    const query = execParams(sql, { params, settings: this.#readSettings(options) });
    await this.#attempt({ sql, signal, isRepeatable: isConnectionLost }, () =>
      this.#clients.download({ query, path }, signal),
    );
  }

  /** Runs a statement that answers nothing. When the signal fires, the server has stopped it before this throws. */
  async command(sql: string, options: QueryOptions = {}): Promise<void> {
    await this.#write(sql, options);
  }

  /** Runs an INSERT that ends in `FORMAT …` with these bytes as its body; a stream is passed on as it comes. */
  async insert(sql: string, body: Readable | Buffer, options: QueryOptions = {}): Promise<void> {
    try {
      await this.#write(sql, options, body);
    } finally {
      // A stream that never got to be sent would keep its file open.
      if (body instanceof Readable) body.destroy();
    }
  }

  /** Inserts a few rows as objects, keyed by column. */
  async insertRows(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    if (rows.length === 0) return;
    const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
    await this.insert(`INSERT INTO ${table} FORMAT JSONEachRow`, body);
  }

  /** Returns whether the server answers a query now. Never throws. */
  async isReachable(): Promise<boolean> {
    return this.bytes("SELECT 1 FORMAT TSV", { signal: AbortSignal.timeout(reachableTimeoutMs) }).then(
      () => true,
      () => false,
    );
  }

  #readSettings({ settings }: QueryOptions): QuerySettings {
    return {
      max_execution_time: this.#limits.maxReadSeconds,
      // Makes the server refuse writes, and end the query when we hang up.
      readonly: 2,
      cancel_http_readonly_queries_on_client_close: 1,
      ...this.#settings.read,
      ...settings,
    };
  }

  async #write(sql: string, options: QueryOptions, body?: Readable | Buffer): Promise<void> {
    const { signal } = options;
    const settings = {
      max_execution_time: this.#limits.maxWriteSeconds,
      wait_end_of_query: 1,
      ...this.#settings.write,
      ...options.settings,
    };
    // A stream that was sent cannot be sent again.
    const isRepeatable = body instanceof Readable ? () => false : isUnreached;
    await this.#attempt({ sql, signal, isRepeatable }, async ({ client }) => {
      const queryId = randomUUID();
      const values = Buffer.isBuffer(body) ? Readable.from([body], { objectMode: false }) : body;
      try {
        const { stream } = await client.exec({
          ...execParams(sql, { ...options, settings }),
          ...(values === undefined ? {} : { values }),
          query_id: queryId,
        });
        await collect(stream);
      } catch (error) {
        if (isAborted(signal)) await killQuery(client, queryId);
        throw error;
      }
    });
  }

  async #attempt<Result>(
    { sql, signal, isRepeatable }: Attempt,
    work: (clients: Clients) => Promise<Result>,
  ): Promise<Result> {
    const query = { database: this.name, sql, signal };
    for (let isLast = false; ; isLast = true) {
      if (isAborted(signal)) throw explainFailure(signal?.reason, query);
      const clients = await this.#clients.clients(signal).catch((error: unknown) => {
        throw explainFailure(error, query);
      });
      try {
        return await work(clients);
      } catch (error) {
        const isLost = isConnectionLost(error) && !isAborted(signal);
        if (isLost) this.#clients.reportLost(clients);
        if (isLast || !isLost || !isRepeatable(error)) throw explainFailure(error, query);
      }
    }
  }
}

/** Longer answers than those that wait in memory break off where the server's disk is full. */
function parseWhole(bytes: Buffer, database: string): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new NeuronError("STORE_QUERY_FAILED", "ClickHouse's answer breaks off; is its disk full?", {
      context: { database },
      cause: error,
    });
  }
}

interface Attempt {
  readonly sql: string;
  readonly signal: AbortSignal | undefined;
  readonly isRepeatable: (error: unknown) => boolean;
}

function execParams(sql: string, { params, settings, signal }: QueryOptions) {
  return {
    query: sql,
    ...(params === undefined ? {} : { query_params: { ...params } }),
    ...(settings === undefined ? {} : { clickhouse_settings: { ...settings } }),
    ...(signal === undefined ? {} : { abort_signal: signal }),
  };
}

/** A call, because the compiler takes a property that was false once for false ever after. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/**
 * Stops a write whose caller has hung up: the server goes on with it otherwise. One that does not stop in time is
 * ended by its own max_execution_time, so the caller is told of the cancellation and not of this.
 */
async function killQuery(client: ClickHouseClient, queryId: string): Promise<void> {
  const stopped = client.command({
    query: "KILL QUERY WHERE query_id = {queryId:String} SYNC",
    query_params: { queryId },
    abort_signal: AbortSignal.timeout(killTimeoutMs),
  });
  await stopped.catch(() => undefined);
}
