import type { RequestHead } from "../scheme.ts";
import { terminalPrefix } from "./header-names.ts";
import { terminalFields, type TerminalInfo } from "./terminal-info.ts";

/** What the headers of a synapse say, of a request or a response, whoever wrote them. */
export interface SynapseHeaders {
  readonly name?: string;
  /** Seconds, finite and not negative. */
  readonly timeoutS?: number;
  readonly axon: TerminalInfo;
  readonly dendrite: TerminalInfo;
  readonly computedBodyHash?: string;
}

/** Longest text in one header that is taken. */
const longestValueLength = 1024;
const longestNameLength = 128;

const integerPattern = /^-?[0-9]{1,15}$/;
const bigintPattern = /^-?[0-9]{1,20}$/;
const floatPattern = /^-?[0-9]{1,20}(?:\.[0-9]{0,20})?(?:e[+-]?[0-9]{1,3})?$/i;

/** Returns what the headers say; an entry in another form than its field has is left out, as the SDK does. */
export function readSynapseHeaders(headers: RequestHead["headers"]): SynapseHeaders {
  const name = headers["name"];
  const timeoutS = findFloat(headers["timeout"]);
  const computedBodyHash = headers["computed_body_hash"];
  return {
    ...(typeof name === "string" && name.length <= longestNameLength && { name }),
    ...(timeoutS !== undefined && timeoutS >= 0 && { timeoutS }),
    axon: readTerminal(headers, "axon"),
    dendrite: readTerminal(headers, "dendrite"),
    ...(typeof computedBodyHash === "string" &&
      computedBodyHash.length <= longestValueLength && { computedBodyHash }),
  };
}

/** Returns the fields of one end that the headers have in the right form. */
function readTerminal(headers: RequestHead["headers"], end: "axon" | "dendrite"): TerminalInfo {
  const entries = terminalFields.map(({ key, name, type }) => [
    key,
    readers[type](headers[`${terminalPrefix[end]}${name}`]),
  ]);
  // Each reader returns the type of its fields.
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as TerminalInfo;
}

type HeaderValue = RequestHead["headers"][string];

const readers = {
  integer: (value: HeaderValue) => (matches(value, integerPattern) ? Number(value) : undefined),
  bigint: (value: HeaderValue) => (matches(value, bigintPattern) ? BigInt(value) : undefined),
  float: findFloat,
  text: (value: HeaderValue) =>
    typeof value === "string" && value.length <= longestValueLength ? value : undefined,
};

function findFloat(value: HeaderValue): number | undefined {
  const number = matches(value, floatPattern) ? Number(value) : undefined;
  return Number.isFinite(number) ? number : undefined;
}

function matches(value: HeaderValue, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}
