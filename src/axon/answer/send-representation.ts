import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { acceptedCodings, type Coding } from "./content-coding.ts";
import { findNamedTag, isUnmodifiedSince } from "./conditional.ts";
import type { Exchange } from "./exchange.ts";
import { HttpError } from "../http-error.ts";
import type { Form, Representation } from "./representation.ts";

/** Headers that describe a body, which a 304 has none of. */
const bodyHeaders = ["Content-Type", "Content-Length", "Content-Encoding"];

/**
 * Writes the best form that is ready and that the caller accepts, or 304 when it has it already. This is the hot
 * path: no copy, no hash, no compression, unless a caller accepts nothing but a form that is still to be built.
 */
export async function sendRepresentation(
  { request, response, signer }: Exchange,
  representation: Representation,
): Promise<void> {
  const form = await chooseForm(representation, acceptedCodings(request.headers["accept-encoding"]));
  const currentTag = findCurrentTag(request, representation, form);
  if (currentTag === undefined) {
    const signature = signer?.signOnce(representation);
    response.writeHead(200, { ...withVaryOf(response, form.headers), ...signature });
    response.end(form.body);
  } else {
    const headers = Object.entries(form.headers).filter(([name]) => !bodyHeaders.includes(name));
    response.writeHead(304, withVaryOf(response, { ...Object.fromEntries(headers), ETag: currentTag }));
    response.end();
  }
}

async function chooseForm(representation: Representation, accepted: readonly Coding[]): Promise<Form> {
  const ready = findForm(representation, accepted);
  if (ready !== undefined) return ready;
  await representation.compress();
  const built = findForm(representation, accepted);
  if (built === undefined) throw new HttpError(406, "Not Acceptable");
  return built;
}

function findForm(representation: Representation, accepted: readonly Coding[]): Form | undefined {
  for (const coding of accepted) {
    const form = representation.find(coding);
    if (form !== undefined) return form;
  }
  return undefined;
}

/**
 * Returns the tag of the copy that the caller holds when it is still good. A copy in another coding is: a caller
 * that was first answered before the compressed forms were ready need not load the document again.
 */
function findCurrentTag(
  { headers }: IncomingMessage,
  representation: Representation,
  form: Form,
): string | undefined {
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined) {
    return findNamedTag(ifNoneMatch, [form.etag, ...representation.forms.map(({ etag }) => etag)]);
  }
  const ifModifiedSince = headers["if-modified-since"];
  if (ifModifiedSince === undefined) return undefined;
  return isUnmodifiedSince(ifModifiedSince, representation.modifiedAt) ? form.etag : undefined;
}

/** Returns the headers with what CORS made the answer vary on kept. */
function withVaryOf(response: ServerResponse, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const vary = response.getHeader("Vary");
  return vary === undefined ? headers : { ...headers, Vary: `${String(vary)}, Accept-Encoding` };
}
