/** What the reference takes for scanners (facts: sparket 2.4), and what they ask for most. */
const probePattern =
  /^\/(?:$|admin\b|api$|login\b|wp-|cgi-bin\b|phpmyadmin\b|robots\.txt$|\.(?!well-known\/))|\.(?:php|asp|aspx|jsp|cgi)$/i;

/** Returns whether only someone looking for holes asks for this path, which no miner serves. */
export function isProbe(path: string): boolean {
  return probePattern.test(path);
}
