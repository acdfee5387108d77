import { NeuronError } from "../../lib/errors.ts";
import type { ServerSettings } from "../../store/connection.ts";

const httpPort = 8123;
const httpsPort = 8443;

/**
 * Returns the server that `http://user@host:8123` names. Throws USAGE_INVALID for another kind of address, and for a
 * password in it: every user of the machine could read that.
 */
export function parseServerAddress(text: string, password = ""): ServerSettings {
  if (!URL.canParse(text)) throw misfit(text);
  const { protocol, hostname, port, username, password: told, pathname, search, hash } = new URL(text);
  if (told !== "") {
    throw new NeuronError("USAGE_INVALID", "Put the password into DB_COPY_PASSWORD, not into the address");
  }
  const secure = protocol === "https:";
  if ((!secure && protocol !== "http:") || pathname !== "/" || search !== "" || hash !== "")
    throw misfit(text);
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    // The address leaves out the port that is the web's own.
    port: port === "" ? (findStatedPort(text) ?? (secure ? httpsPort : httpPort)) : Number(port),
    user: username === "" ? "default" : decodeURIComponent(username),
    password,
    secure,
  };
}

/** Returns the settings that make a neuron use the server, as lines of an environment file; the password is not told. */
export function settingsFor({ host, port, user, secure }: ServerSettings): string[] {
  return [
    `CLICKHOUSE_HOST=${host}`,
    `CLICKHOUSE_PORT=${port}`,
    `CLICKHOUSE_USER=${user}`,
    `CLICKHOUSE_SECURE=${secure}`,
  ];
}

function findStatedPort(text: string): number | undefined {
  const port = /:(80|443)\/?$/.exec(text)?.[1];
  return port === undefined ? undefined : Number(port);
}

function misfit(text: string): NeuronError {
  return new NeuronError("USAGE_INVALID", `--to takes http://user@host:8123, not ${text}`);
}
