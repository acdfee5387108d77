/** Shorter secrets would blank out half of every text. */
const shortestSecretCharacters = 6;

const hidden = "***";

const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // https://user:password@host
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${hidden}@`],
  // …?X-Amz-Signature=…
  [/([a-z][a-z0-9+.-]*:\/\/[^\s?"']*\?)[^\s"']+/gi, `$1${hidden}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  [
    /((?:pass(?:word|wd|phrase)?|secret|token|mnemonic|seed|api[-_]?key|access[-_]?key(?:[-_]?id)?|private[-_]?key|authorization|cookie)\w*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}"']+)/gi,
    `$1${hidden}`,
  ],
  // A mnemonic is 12 to 24 words of 3 to 8 letters (BIP-39).
  [/\b(?:[a-z]{3,8}[ \t]+){11,23}[a-z]{3,8}\b/g, "[words]"],
  // A seed or a private key
  [/\b(?:0x)?[0-9a-f]{64,}\b/gi, "[hexadecimal]"],
];

/**
 * Returns a text without what looks like a secret: passwords, tokens, mnemonics, keys, and credentials and queries of
 * addresses. Rather hides too much than too little.
 *
 * @param secrets texts that are hidden wherever they occur.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter(({ length }) => length >= shortestSecretCharacters);
  const without = known.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
  return rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), without);
}
