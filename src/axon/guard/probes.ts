/** What the reference takes for the work of a scanner when it comes without authentication (facts: sparket 2.4). */
const probedPaths: ReadonlySet<string> = new Set([
  "/",
  "/admin",
  "/api",
  "/login",
  "/wp-admin",
  "/robots.txt",
]);

/** Files that a neuron never serves and that hold secrets elsewhere. */
const probedFiles = /^\/(\.env|\.git|\.aws|\.ssh|wp-login\.php|phpinfo\.php|cgi-bin)(\/|$)/;

/**
 * Returns whether only someone looking for holes asks for this path. Ask for requests that no route takes and that
 * carry no authentication, so that a route of ours is never a probe.
 *
 * @param path without the query.
 */
export function isProbe(path: string): boolean {
  return probedPaths.has(path) || probedFiles.test(path);
}
