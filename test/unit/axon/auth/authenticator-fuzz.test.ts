import { expect } from "chai";
import { Authenticator } from "../../../../src/axon/auth/authenticator.ts";
import type { RequestHead } from "../../../../src/protocol/scheme.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import {
  alice,
  allSchemes,
  bob,
  createAuthenticator,
  miner,
  nowMs,
  outcomeOf,
  signedRequest,
  type SignedRequest,
} from "./signed-requests.ts";

const fuzzedRequests = 100_000;
const timeLimitMs = 120_000;
const seed = 20_260_101;

describe(`${Authenticator.name} under mutated requests`, () => {
  it(`accepts none of ${fuzzedRequests} that differ from what was signed`, function () {
    this.timeout(timeLimitMs);
    const random = randomFrom(seed);
    let verified = 0;
    const authenticator = createAuthenticator({
      verifySignature: (signed) => {
        verified += 1;
        return verifySignature(signed);
      },
    });
    const good = allSchemes.map((scheme) => signedRequest(scheme));
    const reasons = new Map<string, number>();
    for (let count = 0; count < fuzzedRequests; count++) {
      const request = mutate(good[count % good.length] ?? expect.fail("no request"), random);
      const reason = outcomeOf(authenticator, request) ?? "accepted";
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    expect(reasons.get("accepted")).to.equal(undefined);
    for (const reason of ["malformed", "wrong_receiver", "stale", "future", "bad_signature", "unsigned"]) {
      expect(reasons.get(reason), reason).to.be.above(10);
    }
    // Checks that cost next to nothing let few through to the one that costs.
    expect(verified).to.be.below(fuzzedRequests / 3);
    for (const request of good) expect(outcomeOf(authenticator, request)).to.equal(undefined);
  });
});

type Random = (below: number) => number;

/** Headers that no scheme signs, and that therefore may change. */
const unsigned =
  /^(?:name|timeout|header_size|total_size)$|^bt_header_(?:axon_(?:ip|port)|dendrite_(?:ip|version))$|secret-signature/;

/** Returns the request with one to three changes, at least one of them in what was signed. */
function mutate({ head, body }: SignedRequest, random: Random): SignedRequest {
  const headers: Record<string, string | readonly string[] | undefined> = { ...head.headers };
  const names = Object.keys(headers).filter((name) => !unsigned.test(name));
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const name = names[random(names.length)] ?? "";
    const value = String(headers[name] ?? "");
    const changed = changeText(value, random);
    headers[name] =
      changed === head.headers[name] || isSameSigned(name, changed, head.headers[name]) ? "x" : changed;
  }
  if (random(20) === 0) for (const name of names) headers[name] = undefined;
  return { head: { ...head, headers } satisfies RequestHead, body };
}

/** Hexadecimal digits in capitals are the same signature; a Synapse is signed for us whether it names us or not. */
function isSameSigned(
  name: string,
  changed: string | readonly string[] | undefined,
  original: unknown,
): boolean {
  if (name === "bt_header_axon_hotkey" && changed === undefined) return true;
  if (typeof changed !== "string" || typeof original !== "string") return false;
  const strip = (text: string): string => text.toLowerCase().replace(/^0x/, "");
  return strip(changed) === strip(original);
}

function changeText(value: string, random: Random): string | readonly string[] | undefined {
  const place = random(value.length + 1);
  const character = String.fromCharCode(random(300));
  const digit = (1 + random(9)).toString();
  switch (random(12)) {
    case 0:
      return undefined;
    case 1:
      return [value, value];
    case 2:
      return value.slice(0, place);
    case 3:
      return value.slice(0, place) + character + value.slice(place);
    case 4:
      return value.toUpperCase();
    case 5:
      return `${value},${value}`;
    case 6:
      return [alice.address, bob.address, miner.address][random(3)];
    case 7:
      return String(nowMs + random(200_000) - 100_000);
    case 8:
      return `${nowMs + random(200_000) - 100_000}000000`;
    case 9:
      return "A".repeat(random(20_000));
    case 10:
      return ["", "0", "-1", "nan", "inf", "1e999", "0x", "\n", "\0", "é"][random(10)];
    default:
      return value.slice(0, place) + digit + value.slice(place + 1);
  }
}

/** Returns numbers of chance that are the same in every run. */
function randomFrom(start: number): Random {
  let state = start;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
