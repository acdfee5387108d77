import { NeuronError } from "../../lib/errors.ts";

/**
 * Everything in ClickHouse SQL whose content is not SQL: strings and quoted names (with backslash and doubled
 * quotes), heredocs, and comments.
 */
const opaquePattern =
  /'(?:\\[^]|''|[^'\\])*'|"(?:\\[^]|""|[^"\\])*"|`(?:\\[^]|``|[^`\\])*`|\$(\w*)\$[^]*?\$\1\$|--[^\n]*|#[ !][^\n]*|\/\*[^]*?\*\//g;

/**
 * Returns the statement with the same length and line breaks in which comments are blank and the content of
 * literals is underscores, so that a search in it finds SQL only. Throws SCHEMA_REFUSED for a literal or comment
 * that does not end.
 */
export function maskLiterals(sql: string): string {
  const masked = sql.replace(opaquePattern, maskOne);
  const loose = /['"`]|\/\*/.exec(masked.replace(/(['"`])[_\n]*\1/g, ""));
  if (loose !== null) {
    throw new NeuronError("SCHEMA_REFUSED", `SQL with a ${loose[0]} that is never closed`);
  }
  return masked;
}

function maskOne(text: string): string {
  const quote = text.charAt(0);
  const isQuoted = quote === "'" || quote === '"' || quote === "`";
  if (isQuoted) return quote + blank(text.slice(1, -1), "_") + quote;
  return blank(text, quote === "$" ? "_" : " ");
}

function blank(text: string, filling: string): string {
  return text.replace(/[^\n]/g, filling);
}
