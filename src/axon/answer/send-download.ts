import { open, type FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { findNamedTag } from "./conditional.ts";
import type { Exchange } from "./exchange.ts";
import { HttpError, notFound } from "../http-error.ts";
import type { DownloadAnswer } from "../route.ts";
import { securityHeaders } from "./security-headers.ts";

/** Streams the file as an attachment. Throws 404 when it is missing and 500 when it is not what was registered. */
export async function sendDownload(
  { request, response, signer }: Exchange,
  answer: DownloadAnswer,
): Promise<void> {
  await using file = await openRegistered(answer);
  const etag = `"${answer.sha256}"`;
  const validators = { ...securityHeaders, ETag: etag, "Cache-Control": "no-cache" };
  const ifNoneMatch = request.headers["if-none-match"];
  if (ifNoneMatch !== undefined && findNamedTag(ifNoneMatch, [etag]) !== undefined) {
    response.writeHead(304, validators).end();
    return;
  }
  response.writeHead(200, {
    ...validators,
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename="${answer.filename}"`,
    "Content-Length": answer.bytes,
    ...signer?.sign(answer.sha256),
  });
  if (request.method === "HEAD") response.end();
  else await pipeline(file.createReadStream({ autoClose: false }), response);
}

async function openRegistered({ path, filename, bytes }: DownloadAnswer): Promise<FileHandle> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw isMissing(error) ? notFound(`File not found: ${filename}`) : error;
  });
  const { size } = await file.stat();
  if (size === bytes) return file;
  await file.close();
  throw new HttpError(500, `File is not the one that was registered: ${filename}`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
