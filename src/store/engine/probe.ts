import { ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { Connection } from "../connection.ts";

/**
 * answers: a ClickHouse server there ran a query of this user; silent: it took too long, so it may only be busy;
 * refused: nobody listens there, or somebody who does not know this user.
 */
export type Probe =
  { readonly kind: "answers" } | { readonly kind: "silent" | "refused"; readonly error: Error };

/** A living engine answers at once; this is for a machine that swaps. */
const probeTimeoutMs = 5_000;

/** Asks the server at the address for one row. (`/ping` would greet a user with a wrong password, too.) */
export async function probe({ url, user, password }: Connection): Promise<Probe> {
  const client = createClient({
    url,
    username: user,
    password,
    request_timeout: probeTimeoutMs,
    keep_alive: { enabled: false },
    log: { level: ClickHouseLogLevel.OFF },
  });
  try {
    const result = await client.ping({ select: true });
    if (result.success) return { kind: "answers" };
    return { kind: isRefusal(result.error) ? "refused" : "silent", error: result.error };
  } finally {
    await client.close();
  }
}

function isRefusal(error: Error): boolean {
  return error instanceof ClickHouseError || ("code" in error && error.code !== "ETIMEDOUT");
}
