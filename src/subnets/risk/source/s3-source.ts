import { addAbortSignal, Readable } from "node:stream";
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { NeuronError } from "../../../lib/errors.ts";
import type { BatchSource, FetchedFile, FetchOptions } from "./batch-source.ts";
import { findContentRange, strongEtag } from "./content-range.ts";
import { download, type ObjectBody, type ObjectReader, type ReadRequest } from "./download.ts";
import { statusFailure, transportFailure } from "./failures.ts";
import { findDateOfMeta, snapshotsPrefix, type SourceObject } from "./layout.ts";
import { type TransferPolicy, withRetries } from "./transfer-policy.ts";
import { watch } from "./watchdog.ts";

/** A listing of more pages (of up to 1,000 objects) is taken for one that never ends. */
const MAX_LIST_PAGES = 200;

export interface S3Location {
  readonly bucket: string;
  /** What comes before `snapshots/` and `address-labels/`: empty, or ending in `/`. */
  readonly prefix: string;
}

export interface S3Settings {
  /** Another service than Amazon's, for example `https://s3.nl-ams.scw.cloud`. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Without keys requests are not signed: the bucket must be public. */
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Batches in an S3-compatible bucket. */
export class S3Source implements BatchSource, ObjectReader {
  readonly #client: S3Client;
  readonly #location: S3Location;
  readonly #policy: TransferPolicy;

  constructor(location: S3Location, settings: S3Settings, policy: TransferPolicy) {
    this.#location = location;
    this.#policy = policy;
    this.#client = new S3Client({
      region: settings.region ?? "us-east-1",
      forcePathStyle: true,
      // Retries are ours, and a checksum of a part would not fit the whole.
      maxAttempts: 1,
      responseChecksumValidation: "WHEN_REQUIRED",
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
      ...(settings.keys === undefined ? anonymous : { credentials: settings.keys }),
    });
  }

  describe(): string {
    return `s3://${this.#location.bucket}/${this.#location.prefix}`;
  }

  async listDates(network: string, windowDays: number, signal: AbortSignal): Promise<readonly string[]> {
    const prefix = this.#location.prefix + snapshotsPrefix(network);
    const dates: string[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_LIST_PAGES; page += 1) {
      const { Contents: objects = [], NextContinuationToken: next } = await this.#list(prefix, token, signal);
      for (const { Key: key = "" } of objects) {
        const date = findDateOfMeta(key.slice(prefix.length), windowDays);
        if (date !== undefined) dates.push(date);
      }
      if (next === undefined) return dates.sort();
      token = next;
    }
    throw new NeuronError(
      "SOURCE_UNAVAILABLE",
      `The listing of ${this.describe()} has not ended after ${MAX_LIST_PAGES} pages`,
    );
  }

  async find(object: SourceObject, options: FetchOptions): Promise<FetchedFile | undefined> {
    return download(this, this.#policy, object, options);
  }

  async read(path: string, { resume, signal }: ReadRequest): Promise<ObjectBody | undefined> {
    const command = new GetObjectCommand({
      Bucket: this.#location.bucket,
      Key: this.#location.prefix + path,
      ...(resume === undefined ? {} : { Range: `bytes=${resume.offset}-`, IfMatch: resume.etag }),
    });
    try {
      return bodyOf(await this.#client.send(command, { abortSignal: signal }), signal);
    } catch (error) {
      const status = statusOf(error);
      // The part that we hold is not part of what is there now.
      if ((status === 412 || status === 416) && resume !== undefined) {
        return await this.read(path, { resume: undefined, signal });
      }
      if (status === 404 && nameOf(error) !== "NoSuchBucket") return undefined;
      throw this.#explain(path, error);
    }
  }

  async #list(prefix: string, token: string | undefined, signal: AbortSignal) {
    const command = new ListObjectsV2Command({
      Bucket: this.#location.bucket,
      Prefix: prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const options = { what: `the list of ${prefix}`, policy: this.#policy, signal };
    return withRetries(this.#policy, signal, () =>
      watch(options, async (watched) => {
        try {
          return await this.#client.send(command, { abortSignal: watched.signal });
        } catch (error) {
          throw this.#explain(options.what, error);
        }
      }),
    );
  }

  #explain(what: string, error: unknown): NeuronError {
    const status = statusOf(error);
    if (nameOf(error) === "NoSuchBucket") {
      return new NeuronError("SOURCE_NOT_FOUND", `There is no bucket ${this.#location.bucket}`, {
        cause: error,
      });
    }
    return status === undefined || status < 400 ? transportFailure(what, error) : statusFailure(what, status);
  }
}

/** Requests go out as they are. Credentials must be given all the same, or the client searches the machine for some. */
const anonymous: Pick<S3ClientConfig, "signer" | "credentials"> = {
  signer: { sign: (request) => Promise.resolve(request) },
  credentials: { accessKeyId: "", secretAccessKey: "" },
};

/** The client heeds the signal until the headers are there; the body has to be told. */
function bodyOf(output: GetObjectCommandOutput, signal: AbortSignal): ObjectBody {
  const range = findContentRange(output.ContentRange);
  if (!(output.Body instanceof Readable)) {
    throw new NeuronError("INTERNAL", "The S3 client answered without a stream");
  }
  return {
    chunks: addAbortSignal(signal, output.Body) as AsyncIterable<Uint8Array>,
    offset: range?.offset ?? 0,
    totalBytes: range === undefined ? output.ContentLength : range.totalBytes,
    etag: strongEtag(output.ETag),
  };
}

/** Also an answer that is not XML carries its status: a proxy's page, or an empty body. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof S3ServiceException) return error.$metadata.httpStatusCode;
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
