import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Coding } from "./content-coding.ts";
import { securityHeaders } from "./security-headers.ts";

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Measured on the documents served here: half a megabyte takes about 4 ms either way (facts: HTTP 5). */
const gzipLevel = 6;
const brotliQuality = 5;

/** What a form takes beside its body: a kilobyte of heap for headers and entity tag was measured, and about as much around it. */
const formOverheadBytes = 2_000;

/** Hex digits of the content's SHA-256 in its entity tag: 128 bits. */
const etagDigits = 32;

/** What a representation is made from. */
export interface Content {
  /** Joined as they are: for example a prefix, rows rendered by the database, a suffix. */
  readonly chunks: readonly Buffer[];
  /** When the content came to be. */
  readonly modifiedAt: Date;
  readonly contentType?: string;
  /** Further headers, or other values for the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The bytes of one coding, with all their headers made once. */
export interface Form {
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

/** Returns the content as bytes that go over the wire unchanged; compressed forms come with `compress`. */
export function makeRepresentation(content: Content): Representation {
  return new Representation(content);
}

/** A document in up to three codings, each with a strong entity tag of its own. Made by `makeRepresentation`. */
export class Representation {
  /** Whole seconds, as HTTP dates have them. */
  readonly modifiedAt: Date;
  /** Of the content without coding, in hexadecimal digits. */
  readonly sha256: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #forms = new Map<Coding, Form>();
  #compressing: Promise<void> | undefined;

  constructor({ chunks, modifiedAt, contentType = "application/json", headers = {} }: Content) {
    const body = Buffer.concat(chunks);
    this.modifiedAt = new Date(Math.floor(modifiedAt.getTime() / 1_000) * 1_000);
    this.sha256 = createHash("sha256").update(body).digest("hex");
    this.#headers = {
      ...securityHeaders,
      "Content-Type": contentType,
      "Cache-Control": "no-cache",
      "Last-Modified": this.modifiedAt.toUTCString(),
      Vary: "Accept-Encoding",
      ...headers,
    };
    this.#add("identity", body);
  }

  /** Returns the form of a coding, or undefined while it has not been built. */
  find(coding: Coding): Form | undefined {
    return this.#forms.get(coding);
  }

  /** The bytes without coding. */
  get content(): Buffer {
    return this.#forms.get("identity")?.body ?? Buffer.alloc(0);
  }

  /** Returns the forms built so far, identity first. */
  get forms(): readonly Form[] {
    return [...this.#forms.values()];
  }

  /** Bytes of memory that all forms hold, about. */
  get byteLength(): number {
    return this.forms.reduce((total, { body }) => total + body.length + formOverheadBytes, 0);
  }

  /** Builds the compressed forms on zlib's own threads, once however often it is called. */
  compress(): Promise<void> {
    this.#compressing ??= this.#buildForms();
    return this.#compressing;
  }

  async #buildForms(): Promise<void> {
    const identity = this.content;
    this.#add("gzip", await compressGzip(identity, { level: gzipLevel }));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
      [constants.BROTLI_PARAM_SIZE_HINT]: identity.length,
    };
    this.#add("br", await compressBrotli(identity, { params }));
  }

  #add(coding: Coding, made: Buffer): void {
    const body = trimmed(made);
    const digest = this.sha256.slice(0, etagDigits);
    const etag = coding === "identity" ? `"${digest}"` : `"${digest}-${coding}"`;
    const encoding = coding === "identity" ? {} : { "Content-Encoding": coding };
    const headers = { ...this.#headers, ...encoding, "Content-Length": body.length, ETag: etag };
    this.#forms.set(coding, { body, etag, headers });
  }
}

/** Returns the bytes in memory of just their size: compression gives a view of a chunk, of which it keeps the whole. */
function trimmed(bytes: Buffer): Buffer {
  if (bytes.length === bytes.buffer.byteLength) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
