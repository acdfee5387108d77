import { NeuronError } from "../../../lib/errors.ts";
import type { BatchSource, FetchedFile, FetchOptions } from "./batch-source.ts";
import { findContentRange, strongEtag } from "./content-range.ts";
import { download, type ObjectBody, type ObjectReader, type ReadRequest } from "./download.ts";
import { statusFailure } from "./failures.ts";
import type { SourceObject } from "./layout.ts";
import type { TransferPolicy } from "./transfer-policy.ts";

/** Batches on a plain web server, under a base address. It cannot be listed. */
export class HttpSource implements BatchSource, ObjectReader {
  readonly #base: string;
  readonly #policy: TransferPolicy;

  constructor(base: string, policy: TransferPolicy) {
    this.#base = base.replace(/\/+$/, "");
    this.#policy = policy;
  }

  describe(): string {
    return this.#base;
  }

  listDates(): Promise<readonly string[]> {
    return Promise.reject(
      new NeuronError(
        "USAGE_INVALID",
        `A web server cannot be listed (${this.describe()}): name the date of the batch`,
      ),
    );
  }

  async find(object: SourceObject, options: FetchOptions): Promise<FetchedFile | undefined> {
    return download(this, this.#policy, object, options);
  }

  async read(path: string, { resume, signal }: ReadRequest): Promise<ObjectBody | undefined> {
    const response = await fetch(`${this.#base}/${path}`, {
      headers: {
        "accept-encoding": "identity",
        ...(resume === undefined ? {} : { range: `bytes=${resume.offset}-`, "if-range": resume.etag }),
      },
      signal,
    });
    if (response.status === 200 || response.status === 206) return bodyOf(response);
    await response.body?.cancel();
    if (response.status === 404 || response.status === 410) return undefined;
    // The part that we hold is not part of what is there now.
    if (response.status === 416 && resume !== undefined)
      return this.read(path, { resume: undefined, signal });
    throw statusFailure(path, response.status);
  }
}

function bodyOf({ body, headers, status }: Response): ObjectBody {
  const range = status === 206 ? findContentRange(headers.get("content-range")) : undefined;
  const length = headers.get("content-length");
  const wholeLength = status === 200 && length !== null && !headers.has("content-encoding");
  return {
    chunks: body ?? emptyBody(),
    offset: range?.offset ?? 0,
    totalBytes: range?.totalBytes ?? (wholeLength ? Number(length) : undefined),
    etag: strongEtag(headers.get("etag")),
  };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // Nothing to yield.
}
