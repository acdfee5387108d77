/** A good request; one without a signature; one with a bad signature of a hotkey that nobody knows; the same again. */
export type RequestKind = "signed" | "unsigned" | "unknown" | "replayed";

/** What a load generator is to send. */
export interface LoadJob {
  readonly url: string;
  /** In turn. */
  readonly kinds: readonly RequestKind[];
  readonly requests: number;
  readonly connections: number;
  /** At most; Infinity goes as JSON to null, so a large number stands for as fast as it goes. */
  readonly perSecond: number;
  readonly localAddress?: string;
}

/** How it was answered. */
export interface LoadResult {
  /** Answers by status; `lost` without one. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly p99Ms: number;
  readonly perSecond: number;
}
