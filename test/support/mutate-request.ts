import { bob, alice, miner } from "./axon.ts";
import type { SignedRequest } from "./signed-request.ts";

export type Random = (below: number) => number;

/** Returns numbers of chance that are the same in every run. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A request as bytes that no longer is what was signed. */
export interface MutatedRequest {
  readonly bytes: Buffer;
  /** Where the next request would begin is uncertain. */
  readonly isLastOfConnection: boolean;
}

/** Headers that no scheme signs. */
const unsigned =
  /^(?:host|name|timeout|header_size|total_size|content-type)$|^bt_header_(?:axon_(?:ip|port)|dendrite_(?:ip|version)|input_obj_)|secret-signature/;

/** Returns the request with something of what was signed changed, and some of the rest. */
export function mutateRequest(
  request: SignedRequest,
  random: Random,
  { bindsBytes }: { readonly bindsBytes: boolean },
): MutatedRequest {
  const isOfBody = bindsBytes && random(3) === 0;
  const body = isOfBody ? changeBody(request.body, random) : request.body;
  const headers = isOfBody ? request.headers : changeHeaders(request.headers, random);
  // With another length, a changed body could be the right one and something behind it.
  const length = isOfBody || random(25) > 0 ? body.length : random(body.length * 2 + 5);
  return assemble({ ...request, body }, disturb(Object.entries(headers), random), length);
}

function changeHeaders(original: SignedRequest["headers"], random: Random): Record<string, string> {
  const headers = { ...original };
  const names = Object.keys(headers).filter((name) => !unsigned.test(name));
  for (let changes = 1 + random(3); changes > 0; changes -= 1) {
    const name = names[random(names.length)] ?? "";
    const changed = changeText(headers[name] ?? "", random);
    headers[name] = isSame(changed, original[name] ?? "") ? "x" : changed;
  }
  return headers;
}

/** Hexadecimal digits in capitals are the same signature, and HTTP leaves out spaces around a value. */
function isSame(changed: string, original: string): boolean {
  const plain = (text: string): string => text.trim().toLowerCase();
  return plain(changed) === plain(original) || plain(changed).startsWith(plain(original));
}

function changeBody(body: Buffer, random: Random): Buffer {
  if (body.length === 0)
    return Buffer.from(["{}", "\0", "[]", "a".repeat(random(5_000) + 1)][random(4)] ?? "{}");
  const changed = Buffer.from(body);
  const place = random(body.length);
  changed[place] = (changed[place] ?? 0) ^ (1 << random(8));
  return random(4) === 0 ? changed.subarray(0, place) : changed;
}

const oddTexts = [
  "",
  "0",
  "-1",
  "nan",
  "inf",
  "1e999",
  "0x",
  "\n",
  "\r\n\r\nGET /status HTTP/1.1",
  "\0",
  "\xe9",
  "__proto__",
];

function changeText(value: string, random: Random): string {
  const place = random(value.length + 1);
  switch (random(9)) {
    case 0:
      return value.slice(0, place);
    case 1:
      return value.slice(0, place) + String.fromCharCode(random(256)) + value.slice(place);
    case 2:
      return `${value},${value}`;
    case 3:
      return [alice.address, bob.address, miner.address][random(3)] ?? "";
    case 4:
      return "A".repeat(random(20_000));
    case 5:
      return oddTexts[random(oddTexts.length)] ?? "";
    case 6:
      return String(random(2 ** 31)) + value.slice(0, place);
    case 7:
      return value.slice(place) + value.slice(0, place);
    default:
      return `${value.slice(0, place)}${random(10)}${value.slice(place + 1)}`;
  }
}

/** Adds what nobody signs: encodings, doubled headers, a proxy's claims. */
function disturb(headers: readonly [string, string][], random: Random): readonly [string, string][] {
  const odd: readonly [string, string][] = [
    ["Accept-Encoding", "gzip;q=x, *;q=0"],
    ["Content-Encoding", "gzip"],
    ["X-Forwarded-For", `${random(300)}.1.1.1, ::1%x`],
    ["If-None-Match", '"'.repeat(random(50))],
    ["Expect", "100-continue"],
    ["Connection", "upgrade"],
    ["Range", "bytes=0-"],
    ["Cookie", "a".repeat(random(3_000))],
  ];
  const header = odd[random(odd.length * 2)];
  const doubled = random(10) === 0 ? headers.slice(0, 1 + random(headers.length)) : [];
  return [...headers, ...doubled, ...(header === undefined ? [] : [header])];
}

function assemble(
  { method, path, body }: SignedRequest,
  headers: readonly [string, string][],
  length: number,
): MutatedRequest {
  const hasLength = body.length > 0 || length > 0;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = `${method} ${path} HTTP/1.1\r\nHost: a\r\n${lines}${hasLength ? `Content-Length: ${length}\r\n` : ""}\r\n`;
  const isSplit = headers.some(([, value]) => /[\r\n]/.test(value));
  return {
    bytes: Buffer.concat([Buffer.from(head, "latin1"), body]),
    isLastOfConnection: isSplit || length !== body.length,
  };
}
