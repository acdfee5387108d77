import { makeRepresentation, type Representation } from "../../../axon/answer/representation.ts";
import { NeuronError } from "../../../lib/errors.ts";
import type { Publication } from "../publication.ts";
import type { ReadDatabase } from "./read-database.ts";
import type { ResultKind } from "./result-kind.ts";

/** A part of the rows: all of them by default. */
export interface Page {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Rows as the database renders them, ready to stand in a document. */
const renderSettings = {
  output_format_json_array_of_rows: 1,
  output_format_json_escape_forward_slashes: 0,
  output_format_json_validate_utf8: 1,
  // The rows are counted here, so the server need not hold them back until it has the last one.
  wait_end_of_query: 0,
  http_response_buffer_size: 0,
  // Ten thousand rows are read by one thread before a second one has started.
  max_threads: 1,
};

const lineBreak = "\n".charCodeAt(0);
const openBrace = "{".charCodeAt(0);

/**
 * Returns a page of one publication's results as a document: the database's bytes between two small pieces of
 * JSON. Throws STORE_UNAVAILABLE, or BATCH_NOT_FOUND when the publication's rows are not all there any more.
 */
export async function renderResultDocument(
  database: Pick<ReadDatabase, "chunks">,
  kind: ResultKind,
  publication: Publication,
  page: Page,
): Promise<Representation> {
  const total = publication.counts[kind.counted];
  const offset = page.offset ?? 0;
  const limit = page.limit ?? total;
  const params = { publicationId: publication.publicationId, limit, offset };
  const rows = await database.chunks(kind.sql, { params, settings: renderSettings });
  requireRows(countRows(rows), Math.min(limit, Math.max(0, total - offset)), kind, publication);
  return makeRepresentation({ chunks: splice(kind, publication, rows), modifiedAt: publication.processedAt });
}

function splice(kind: ResultKind, publication: Publication, rows: readonly Buffer[]): Buffer[] {
  const before = JSON.stringify(kind.before(publication)).slice(0, -1);
  const after = JSON.stringify(kind.after(publication)).slice(1);
  return [Buffer.from(`${before},"${kind.rowsField}":`), ...rows, Buffer.from(`,${after}`)];
}

/** Each row begins a line; inside a JSON string a line break is always escaped. */
function countRows(chunks: readonly Buffer[]): number {
  let count = 0;
  let isLineBegun = false;
  for (const chunk of chunks) {
    if (isLineBegun && chunk[0] === openBrace) count++;
    for (let at = chunk.indexOf(lineBreak); at !== -1; at = chunk.indexOf(lineBreak, at + 1)) {
      if (chunk[at + 1] === openBrace) count++;
    }
    isLineBegun = chunk.at(-1) === lineBreak;
  }
  return count;
}

/** A publication that was replaced and cleared away while it was read must not be answered in part. */
function requireRows(found: number, expected: number, kind: ResultKind, publication: Publication): void {
  if (found === expected) return;
  const { publicationId } = publication;
  throw new NeuronError(
    "BATCH_NOT_FOUND",
    `Publication ${publicationId} has ${found} of ${expected} rows of ${kind.name}: it was replaced or damaged`,
    { context: { publicationId, kind: kind.name, found, expected } },
  );
}
