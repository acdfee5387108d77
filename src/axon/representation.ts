/** A JSON document as the bytes that go over the wire, made once. */
export interface Representation {
  readonly identity: Buffer;
  /** Undefined until the compressed forms are ready. */
  readonly gzip?: Buffer | undefined;
  readonly br?: Buffer | undefined;
  /** The strong validator of the identity form, without quotes. */
  readonly etag: string;
  /** When the content came to be, for Last-Modified. */
  readonly modifiedAt: Date;
}
