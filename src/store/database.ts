import { Readable } from "node:stream";
import { ClickHouseError, type ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";
import { messageOf, NeuronError } from "../lib/errors.ts";

/** Values bound to `{name:Type}` places in the SQL by the server; nothing is ever spliced into the text. */
export type QueryParams = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface QueryOptions {
  readonly params?: QueryParams;
  /** Server settings for this query alone. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal;
}

export interface DatabaseLimits {
  /** No read runs longer than this, in seconds. */
  readonly maxReadSeconds: number;
  /** No write (load, feature build, publication) runs longer than this, in seconds. */
  readonly maxWriteSeconds: number;
}

/** Opens a client for the server as it is now: an embedded engine has another port after each restart. */
export type ClientProvider = () => Promise<ClickHouseClient>;

/** One network's database on a ClickHouse server. Every method throws STORE_UNAVAILABLE or STORE_QUERY_FAILED. */
export class Database {
  readonly name: string;
  readonly #client: ClientProvider;
  readonly #limits: DatabaseLimits;

  constructor(name: string, client: ClientProvider, limits: DatabaseLimits) {
    this.name = name;
    this.#client = client;
    this.#limits = limits;
  }

  /** Returns the rows of a SELECT, each parsed by the schema. UInt64 arrive as numbers, dates as text. */
  async rows<Row>(row: z.ZodType<Row>, sql: string, options: QueryOptions = {}): Promise<Row[]> {
    const bytes = await this.bytes(`${sql} FORMAT JSONEachRow`, {
      ...options,
      settings: {
        ...options.settings,
        output_format_json_array_of_rows: 1,
        output_format_json_quote_64bit_integers: 0,
      },
    });
    return z.array(row).parse(JSON.parse(bytes.toString("utf8")));
  }

  /** Returns the first row of a SELECT, or undefined when it has none. */
  async findRow<Row>(row: z.ZodType<Row>, sql: string, options: QueryOptions = {}): Promise<Row | undefined> {
    const [first] = await this.rows(row, `${sql} LIMIT 1`, options);
    return first;
  }

  /** Returns the whole answer of a SELECT that names its FORMAT. A query that fails midway throws. */
  async bytes(sql: string, options: QueryOptions = {}): Promise<Buffer> {
    const stream = await this.stream(sql, {
      ...options,
      settings: { ...options.settings, wait_end_of_query: 1 },
    });
    return this.#explain(sql, async () => Buffer.concat(await stream.toArray()));
  }

  /** Returns the answer of a SELECT that names its FORMAT as it comes; a failure midway destroys the stream. */
  async stream(sql: string, options: QueryOptions = {}): Promise<Readable> {
    return this.#explain(
      sql,
      async () => (await this.#exec(sql, this.#limits.maxReadSeconds, options)).stream,
    );
  }

  /** Runs a statement that answers nothing. */
  async command(sql: string, options: QueryOptions = {}): Promise<void> {
    await this.#explain(sql, async () => {
      const { stream } = await this.#exec(sql, this.#limits.maxWriteSeconds, options);
      await stream.resume().toArray();
    });
  }

  /** Runs an INSERT that ends in `FORMAT …` with these bytes as its body. */
  async insert(sql: string, body: Readable | Buffer, options: QueryOptions = {}): Promise<void> {
    const values = Buffer.isBuffer(body) ? Readable.from([body], { objectMode: false }) : body;
    await this.#explain(sql, async () => {
      const { stream } = await this.#exec(sql, this.#limits.maxWriteSeconds, options, values);
      await stream.toArray();
    });
  }

  /** Inserts a few rows as objects, keyed by column. */
  async insertRows(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
    await this.insert(`INSERT INTO ${table} FORMAT JSONEachRow`, body);
  }

  /** Returns whether the server answers a query now. Never throws. */
  async isReachable(): Promise<boolean> {
    return this.bytes("SELECT 1 FORMAT TSV", { signal: AbortSignal.timeout(2_000) }).then(
      () => true,
      () => false,
    );
  }

  async #exec(
    sql: string,
    maxSeconds: number,
    { params, settings, signal }: QueryOptions,
    values?: Readable,
  ) {
    const client = await this.#client();
    return client.exec({
      query: sql,
      ...(values === undefined ? {} : { values }),
      ...(params === undefined ? {} : { query_params: { ...params } }),
      clickhouse_settings: { max_execution_time: maxSeconds, ...settings },
      ...(signal === undefined ? {} : { abort_signal: signal }),
    });
  }

  async #explain<Result>(sql: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw explainFailure(error, this.name, sql);
    }
  }
}

/** Returns our error for what the client threw: a server that answered refused the query, all else is absence. */
function explainFailure(error: unknown, database: string, sql: string): NeuronError {
  if (error instanceof NeuronError) return error;
  const context = { database, statement: sql.trim().split("\n", 1)[0] ?? "" };
  if (error instanceof ClickHouseError) {
    return new NeuronError(
      "STORE_QUERY_FAILED",
      `ClickHouse refused a query on ${database}: ${error.message}`,
      {
        context: { ...context, clickhouseCode: error.code, clickhouseType: error.type },
        cause: error,
      },
    );
  }
  return new NeuronError(
    "STORE_UNAVAILABLE",
    `ClickHouse does not answer for ${database}: ${messageOf(error)}`,
    {
      context,
      cause: error,
    },
  );
}
