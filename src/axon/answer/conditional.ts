const entityTag = /(?:W\/)?("[^"]*")/g;

/**
 * Returns which of our entity tags an If-None-Match header names, by weak comparison (RFC 9110 13.1.2), or
 * undefined. `*` names the first. Tags are with their quotes.
 */
export function findNamedTag(ifNoneMatch: string, tags: readonly string[]): string | undefined {
  if (ifNoneMatch.trim() === "*") return tags[0];
  const named = new Set(Array.from(ifNoneMatch.matchAll(entityTag), ([, tag]) => tag));
  return tags.find((tag) => named.has(tag));
}

/** Returns whether an If-Modified-Since header is a date not before the modification; a text that is no date is not. */
export function isUnmodifiedSince(ifModifiedSince: string, modifiedAt: Date): boolean {
  return Date.parse(ifModifiedSince) >= modifiedAt.getTime();
}
