import { pythonFloatText } from "../python/float-text.ts";
import { inputPrefix, terminalPrefix } from "./header-names.ts";
import { terminalFields, type TerminalInfo } from "./terminal-info.ts";

/** What the SDK writes into the headers of a request and of a successful response. */
export interface OutgoingSynapse {
  readonly name: string;
  /** Seconds. */
  readonly timeoutS: number;
  readonly axon: TerminalInfo;
  readonly dendrite: TerminalInfo;
  /** By field, the empty value of each required field in base64 of JSON. */
  readonly placeholders: Readonly<Record<string, string>>;
  readonly headerSize: number;
  readonly totalSize: number;
  /** 64 hexadecimal digits. */
  readonly bodyHash: string;
}

/** Longest status message that goes into a header. */
const longestValueLength = 1024;
const unsendable = /[^\x20-\x7e\xa0-\xff]/gu;

/** Returns the headers of a synapse in the order of the SDK (facts: bittensor 1.2, 1.9). */
export function writeSynapseHeaders(synapse: OutgoingSynapse): Record<string, string> {
  const headers: Record<string, string> = {
    name: headerValue(synapse.name),
    timeout: pythonFloatText(synapse.timeoutS),
    ...terminalHeaders("axon", synapse.axon),
    ...terminalHeaders("dendrite", synapse.dendrite),
  };
  for (const [field, placeholder] of Object.entries(synapse.placeholders)) {
    headers[`${inputPrefix}${field}`] = placeholder;
  }
  headers["header_size"] = String(synapse.headerSize);
  headers["total_size"] = String(synapse.totalSize);
  headers["computed_body_hash"] = synapse.bodyHash;
  return headers;
}

/** Returns a header for each field that a terminal has. */
export function terminalHeaders(end: "axon" | "dendrite", terminal: TerminalInfo): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, name, type } of terminalFields) {
    const value = terminal[key];
    if (value === undefined) continue;
    const text = type === "float" ? pythonFloatText(Number(value)) : String(value);
    headers[`${terminalPrefix[end]}${name}`] = headerValue(text);
  }
  return headers;
}

/** Returns text that can stand in a header: Latin-1 without controls, other characters as `?`, at most 1,024. */
export function headerValue(text: string): string {
  return text.replace(unsendable, "?").slice(0, longestValueLength);
}
