import { isIPv6 } from "node:net";
import { z } from "zod";
import type { AxonRecord } from "../../chain/axon/record.ts";
import { messageOf } from "../../lib/errors.ts";
import { readStart } from "../../lib/read-start.ts";

/** What somebody outside found when trying to connect. */
export type OutsideView =
  | { readonly kind: "reached" | "not-reached"; readonly service: string }
  | { readonly kind: "unknown"; readonly service: string; readonly reason: string };

/** It waits for a connection that a firewall may swallow. */
const timeoutMs = 15_000;
const mostBytes = 2_048;

const answerSchema = z.union([
  z.boolean(),
  z.object({ reachable: z.boolean() }).transform(({ reachable }) => reachable),
]);

/**
 * Asks a service whether it reaches an address. It answers with true or false, as text or JSON, or with an object
 * that says so under `reachable`. Never throws: not to know is an answer.
 *
 * @param template its address, as in https://example.org/port/{port}; {ip} and {port} are filled in.
 */
export async function askReachService(
  template: string,
  { ip, port }: Pick<AxonRecord, "ip" | "port">,
): Promise<OutsideView> {
  const url = template.replaceAll("{ip}", isIPv6(ip) ? `[${ip}]` : ip).replaceAll("{port}", String(port));
  const service = new URL(url).host;
  const unknown = (reason: string) => ({ kind: "unknown", service, reason }) as const;
  try {
    const headers = { Accept: "application/json" };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    const text = response.body === null ? "" : await readStart(response.body, mostBytes);
    if (!response.ok) return unknown(`it answered with status ${response.status}`);
    const answer = answerSchema.safeParse(parseAnswer(text));
    if (!answer.success) return unknown("it says neither true nor false");
    return { kind: answer.data ? "reached" : "not-reached", service };
  } catch (error) {
    return unknown(`it does not answer: ${messageOf(error)}`);
  }
}

/** Some write their words with a capital letter. */
function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text.trim().replace(/^(True|False)$/, (word) => word.toLowerCase()));
  } catch {
    return undefined;
  }
}
