import { join } from "node:path";
import { z } from "zod";
import { findConnection } from "../../src/store/engine/connection-file.ts";

const timeoutMs = 5_000;

/** Reads the neuron's tables from the side, over HTTP, whichever engine runs at the moment. */
export class EngineReader {
  readonly #path: string;

  constructor(dataDirectory: string) {
    this.#path = join(dataDirectory, "engine.json");
  }

  /** Returns the engine's process as its file names it. */
  async findPid(): Promise<number | undefined> {
    return (await findConnection(this.#path))?.pid;
  }

  /** Returns the rows of a query, or undefined while no engine answers. */
  async findRows<Row>(
    row: z.ZodType<Row>,
    sql: string,
    params: Readonly<Record<string, string>> = {},
  ): Promise<Row[] | undefined> {
    const connection = await findConnection(this.#path);
    if (connection === undefined) return undefined;
    const query = new URLSearchParams({ output_format_json_quote_64bit_integers: "0" });
    for (const [name, value] of Object.entries(params)) query.set(`param_${name}`, value);
    const headers = { "X-ClickHouse-User": connection.user, "X-ClickHouse-Key": connection.password };
    try {
      const response = await fetch(`${connection.url}/?${query.toString()}`, {
        method: "POST",
        headers,
        body: `${sql} FORMAT JSON`,
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) return undefined;
      return z.object({ data: z.array(row) }).parse(await response.json()).data;
    } catch {
      return undefined;
    }
  }
}
