/** What one end of a call says of itself, as the SDK's TerminalInfo (facts: bittensor 1.2). */
export interface TerminalInfo {
  readonly statusCode?: number;
  readonly statusMessage?: string;
  /** Seconds. */
  readonly processTime?: number;
  readonly ip?: string;
  readonly port?: number;
  readonly version?: number;
  /** Nanoseconds since the Unix epoch: more than a number holds exactly. */
  readonly nonce?: bigint;
  readonly uuid?: string;
  readonly hotkey?: string;
  readonly signature?: string;
}

/** The fields of {@link TerminalInfo} in the order in which headers and bodies have them. */
export const terminalFields = [
  { key: "statusCode", name: "status_code", type: "integer" },
  { key: "statusMessage", name: "status_message", type: "text" },
  { key: "processTime", name: "process_time", type: "float" },
  { key: "ip", name: "ip", type: "text" },
  { key: "port", name: "port", type: "integer" },
  { key: "version", name: "version", type: "integer" },
  { key: "nonce", name: "nonce", type: "bigint" },
  { key: "uuid", name: "uuid", type: "text" },
  { key: "hotkey", name: "hotkey", type: "text" },
  { key: "signature", name: "signature", type: "text" },
] as const satisfies readonly TerminalField[];

interface TerminalField {
  readonly key: keyof TerminalInfo;
  readonly name: string;
  readonly type: "integer" | "bigint" | "float" | "text";
}
