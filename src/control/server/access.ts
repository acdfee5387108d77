import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { failure, type ControlAccess, type ControlAnswer } from "./request.ts";

export interface AccessSettings {
  /** Where the server listens; its name may stand in the Host header too. */
  readonly host: string;
  readonly token: string;
  /** For the message to who has no token. */
  readonly tokenFile: string;
}

/**
 * Returns the answer to a request that must not be let in, if it must not.
 *
 * A page in the operator's browser can send requests here: by a name of its own that it lets point to this machine,
 * which the Host header shows, or across origins, which the Origin header shows. Neither is let in.
 */
export function findDenial(
  request: Pick<IncomingMessage, "headers" | "socket">,
  access: ControlAccess,
  settings: AccessSettings,
): ControlAnswer | undefined {
  const { host, origin } = request.headers;
  if (!isOwnName(host, settings.host)) {
    return failure(421, "USAGE_INVALID", "This host name is not ours: ask for 127.0.0.1 or localhost");
  }
  if (origin !== undefined && hostOf(origin) !== host) {
    return failure(403, "USAGE_INVALID", "Pages of other origins may not ask here");
  }
  if (access === "anyone" || (access === "local" && isLocal(request))) return undefined;
  if (hasToken(request.headers.authorization, settings.token)) return undefined;
  const message = `The token is missing or wrong: send "Authorization: Bearer" and the content of ${settings.tokenFile}`;
  return {
    ...failure(401, "USAGE_INVALID", message),
    headers: { "WWW-Authenticate": 'Bearer realm="neuron control"' },
  };
}

/** An address can be nobody else's name, so that any is taken: it is names that can be made to point here. */
function isOwnName(host: string | undefined, configured: string): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(bare) !== 0 || bare === "localhost" || bare === configured.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** A proxy on this machine speaks for others. */
function isLocal({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): boolean {
  const isForwarded = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  const address = socket.remoteAddress ?? "";
  return !isForwarded && /^(::1$|(::ffff:)?127\.)/.test(address);
}

/** Compares hashes: they are equally long, and the comparison takes equally long wherever they differ. */
function hasToken(authorization: string | undefined, token: string): boolean {
  const [scheme = "", given = ""] = (authorization ?? "").split(" ");
  return scheme.toLowerCase() === "bearer" && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
