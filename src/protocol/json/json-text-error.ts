/** Thrown for text that is no JSON, or more of it than was allowed. The message may go to whoever sent it. */
export class JsonTextError extends Error {
  /** Where reading stopped, in UTF-16 units. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "JsonTextError";
    this.offset = offset;
  }
}
