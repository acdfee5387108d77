import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import { btauthScheme } from "../../protocol/btauth/scheme.ts";
import { epistulaScheme } from "../../protocol/epistula/scheme.ts";
import type { AuthScheme } from "../../protocol/scheme.ts";
import { synapseScheme } from "../../protocol/synapse/scheme.ts";
import { addressSchema } from "../../wallet/ss58.ts";
import type { Call } from "../command.ts";

const schemes: ReadonlyMap<string, AuthScheme> = new Map(
  [btauthScheme, synapseScheme, epistulaScheme].map((scheme) => [scheme.name, scheme]),
);

const defaultTimeoutSeconds = 12;
const longestTimeoutSeconds = 3_600;

const flags = z.object({
  path: z.string(),
  host: z.string().optional(),
  port: z.coerce.number({ error: "must be a port" }).int().min(1).max(65_535).optional(),
  uid: z.coerce.number({ error: "must be a uid" }).int().min(0).max(65_535).optional(),
  hotkey: addressSchema.optional(),
  tls: z.boolean().default(false),
  scheme: z.enum(["btauth", "synapse", "epistula"]).default("btauth"),
  method: z.string().toUpperCase().optional(),
  body: z.string().refine(isJson, { error: "must be JSON" }).optional(),
  timeout: z.coerce
    .number({ error: "must be a number of seconds" })
    .positive()
    .max(longestTimeoutSeconds)
    .default(defaultTimeoutSeconds),
  output: z.string().min(1).optional(),
});

/** What is asked, and of whom, as the command line has it. */
export interface Query {
  readonly path: string;
  readonly method: string;
  readonly body: Uint8Array;
  readonly scheme: AuthScheme;
  readonly timeoutMs: number;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly uid: number | undefined;
  /** SS58. */
  readonly hotkey: string | undefined;
  readonly protocol: "http" | "https";
  /** The file that the body is written to. */
  readonly output: string | undefined;
}

/** Returns the query of a command line. Throws USAGE_INVALID, naming every flag that is wrong. */
export function queryOf({ options }: Pick<Call, "options">): Query {
  const { data, error } = flags.safeParse(options);
  if (error !== undefined) throw new NeuronError("USAGE_INVALID", error.issues.map(describe).join("; "));
  const { path, host, port, uid, hotkey, tls, method, body = "", timeout, output } = data;
  if (uid !== undefined && (host ?? port ?? hotkey) !== undefined) {
    throw new NeuronError(
      "USAGE_INVALID",
      "--uid says where and who already: leave out --host, --port and --hotkey",
    );
  }
  return {
    path,
    method: method ?? (body === "" ? "GET" : "POST"),
    body: Buffer.from(body),
    scheme: schemes.get(data.scheme) ?? btauthScheme,
    timeoutMs: timeout * 1_000,
    host,
    port,
    uid,
    hotkey,
    protocol: tls ? "https" : "http",
    output,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function describe({ path, message }: z.core.$ZodIssue): string {
  return `--${path.join(".")}: ${message}`;
}
