/** Values bound to `{name:Type}` places in the SQL by the server; nothing is ever spliced into the text. */
export type QueryParams = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Server settings, for one query alone. */
export type QuerySettings = Readonly<Record<string, string | number>>;

export interface AddressedQuery {
  readonly database: string;
  readonly params: QueryParams;
  readonly settings: QuerySettings;
}

/** Returns a server's address with what goes with a query's text: its database, parameters and settings. */
export function queryAddress(serverUrl: string, { database, params, settings }: AddressedQuery): URL {
  const address = new URL(serverUrl);
  address.searchParams.set("database", database);
  for (const [name, value] of Object.entries(params)) {
    address.searchParams.set(`param_${name}`, formatParam(value));
  }
  for (const [name, value] of Object.entries(settings)) address.searchParams.set(name, String(value));
  return address;
}

/** The server reads a parameter as it reads a field of TSV, and text inside an array in quotes. */
function formatParam(value: QueryParams[string]): string {
  if (typeof value === "string") return escape(value);
  if (typeof value === "number" || typeof value === "boolean") return String(Number(value));
  return `[${value.map((text) => `'${escape(text)}'`).join(",")}]`;
}

const escapes: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "'": "\\'",
  "\\": "\\\\",
};

function escape(text: string): string {
  return text.replaceAll(/[\t\n\r'\\]/g, (character) => escapes[character] ?? character);
}
