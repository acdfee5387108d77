import { expect } from "chai";
import { Authenticator } from "../../../../src/axon/auth/authenticator.ts";
import { refuseContradiction } from "../../../../src/axon/auth/body-identity.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { btauthScheme } from "../../../../src/protocol/btauth/scheme.ts";
import { epistulaScheme } from "../../../../src/protocol/epistula/scheme.ts";
import { fiberScheme } from "../../../../src/protocol/fiber/scheme.ts";
import { oroScheme } from "../../../../src/protocol/oro/scheme.ts";
import type { AuthScheme } from "../../../../src/protocol/scheme.ts";
import { synapseScheme } from "../../../../src/protocol/synapse/scheme.ts";
import { addressOf } from "../../../../src/wallet/ss58.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import {
  alice,
  allSchemes,
  bob,
  createAuthenticator,
  nowMs,
  outcomeOf,
  reasonOf,
  signedRequest,
  SimpleReplayMemory,
  withHeaders,
  type SignedRequest,
} from "./signed-requests.ts";

for (const scheme of allSchemes) {
  describe(`${Authenticator.name} of ${scheme.name}`, () => {
    it("tells who signed, and by which scheme", () => {
      const authenticator = createAuthenticator();
      const { head, body } = signedRequest(scheme);
      const caller = authenticator.verify(authenticator.readClaim(head), body);
      expect(caller).to.include({ hotkey: alice.address, scheme: scheme.name });
    });

    it("accepts a request once", () => {
      const authenticator = createAuthenticator();
      const request = signedRequest(scheme);
      expect(outcomeOf(authenticator, request)).to.equal(undefined);
      expect(outcomeOf(authenticator, request)).to.equal("replayed");
    });

    it("accepts one of two copies whose claims were read before either was verified", () => {
      const authenticator = createAuthenticator();
      const { head, body } = signedRequest(scheme);
      const claims = [authenticator.readClaim(head), authenticator.readClaim(head)];
      const outcomes = claims.map((claim) => reasonOf(() => authenticator.verify(claim, body)));
      expect(outcomes).to.deep.equal([undefined, "replayed"]);
    });

    it("accepts requests of one caller in any order, and of two callers at one moment", () => {
      const authenticator = createAuthenticator();
      const uuids = new Map(
        ["a", "b", "c"].map((name, index) => [name, `0000000${index}-0000-4000-8000-000000000000`]),
      );
      const sent = [-1_000, -3_000, 0].map((offsetMs, index) =>
        signedRequest(scheme, {
          sentAtNs: BigInt(nowMs + offsetMs) * 1_000_000n,
          uuid: [...uuids.values()][index] ?? "",
        }),
      );
      const other = signedRequest(scheme, { signer: bob });
      for (const request of [...sent, other]) expect(outcomeOf(authenticator, request)).to.equal(undefined);
    });

    it("refuses a signature by anybody else in the name of a victim, whose own request then passes", () => {
      const authenticator = createAuthenticator();
      const forged = signedRequest(scheme, { signer: bob, sender: alice.address });
      expect(outcomeOf(authenticator, forged)).to.equal("bad_signature");
      expect(outcomeOf(authenticator, signedRequest(scheme))).to.equal(undefined);
    });

    it("refuses a signature with any of its bits changed", () => {
      const authenticator = createAuthenticator();
      const request = signedRequest(scheme);
      const [name = "", signature = ""] = signatureOf(request);
      for (let digit = 2; digit < signature.length; digit += 7) {
        const changed = (parseInt(signature.charAt(digit), 16) ^ 1).toString(16);
        const mutated = `${signature.slice(0, digit)}${changed}${signature.slice(digit + 1)}`;
        expect(outcomeOf(authenticator, withHeaders(request, { [name]: mutated }))).to.equal("bad_signature");
      }
    });

    it("refuses a hotkey with a wrong checksum before it looks at the signature", () => {
      const authenticator = createAuthenticator({ verifySignature: () => expect.fail("looked") });
      const last = alice.address.endsWith("Q") ? "R" : "Q";
      const request = signedRequest(scheme, { sender: `${alice.address.slice(0, -1)}${last}` });
      expect(outcomeOf(authenticator, request)).to.equal("malformed");
    });

    it("refuses what is too old or too far ahead, whichever way the clocks differ", () => {
      for (const offsetMs of [-600_000, -121_000, 6_000, 121_000]) {
        const request = signedRequest(scheme, { sentAtNs: BigInt(nowMs + offsetMs) * 1_000_000n });
        expect(outcomeOf(createAuthenticator(), request)).to.equal(offsetMs < 0 ? "stale" : "future");
      }
    });

    it("forgets nothing of a forged request and remembers nothing of it", () => {
      const replays = new SimpleReplayMemory();
      const authenticator = createAuthenticator({ replays });
      outcomeOf(authenticator, signedRequest(scheme, { signer: bob, sender: alice.address }));
      expect(replays.keys.size).to.equal(0);
    });

    it("is switched off unless it is on", () => {
      const schemes = allSchemes.filter((other) => other !== scheme);
      expect(outcomeOf(createAuthenticator({ schemes }), signedRequest(scheme))).to.equal("unsigned");
    });
  });
}

describe(Authenticator.name, () => {
  it("refuses a request without a signature", () => {
    const head = { method: "GET", target: "/scores", headers: { host: "miner" } };
    expect(outcomeOf(createAuthenticator(), { head, body: Buffer.alloc(0) })).to.equal("unsigned");
  });

  it("refuses headers of two schemes, both of them good", () => {
    for (const one of allSchemes) {
      for (const other of allSchemes.filter((scheme) => scheme !== one)) {
        const request = withHeaders(signedRequest(one), signedRequest(other, { signer: bob }).head.headers);
        expect(outcomeOf(createAuthenticator(), request)).to.equal("malformed");
      }
    }
  });

  it("refuses another body, method or target where the scheme signs them", () => {
    const body = Buffer.from('{"limit": 11}');
    for (const scheme of [btauthScheme, epistulaScheme, fiberScheme]) {
      expect(outcomeOf(createAuthenticator(), { ...signedRequest(scheme), body })).to.equal("bad_signature");
    }
    const { head, ...rest } = signedRequest(btauthScheme);
    for (const changed of [{ method: "GET" }, { target: "/AlertScores?limit=11" }]) {
      const request = { ...rest, head: { ...head, ...changed } };
      expect(outcomeOf(createAuthenticator(), request)).to.equal("bad_signature");
    }
  });

  it("refuses what names another receiver", () => {
    for (const scheme of allSchemes.filter((other) => other !== oroScheme)) {
      const request = signedRequest(scheme, { receiver: bob.address });
      expect(outcomeOf(createAuthenticator(), request)).to.equal("wrong_receiver");
    }
  });

  it("refuses what was signed for another receiver and names none, or us", () => {
    const request = signedRequest(synapseScheme, { receiver: bob.address });
    for (const receiver of [undefined, createdFor(synapseScheme)]) {
      const renamed = withHeaders(request, { bt_header_axon_hotkey: receiver });
      expect(outcomeOf(createAuthenticator(), renamed)).to.equal("bad_signature");
    }
  });

  it("asks btauth and Epistula for the receiver that their callers may leave out, unless told otherwise", () => {
    const btauth = withHeaders(signedRequest(btauthScheme), { "x-bittensor-receiver": undefined });
    const epistula = withHeaders(signedRequest(epistulaScheme), { "epistula-signed-for": undefined });
    for (const request of [btauth, epistula]) {
      expect(outcomeOf(createAuthenticator(), request)).to.equal("wrong_receiver");
      // The signature is over a receiver, and so does not fit without one.
      expect(outcomeOf(createAuthenticator({ requireReceiver: false }), request)).to.equal("bad_signature");
    }
  });

  it("accepts no timeout that would switch the test of age off", () => {
    const old = signedRequest(synapseScheme, { sentAtNs: BigInt(nowMs - 65_000) * 1_000_000n });
    for (const timeout of ["nan", "inf", "-inf", "-1", "1e999", "999999999", "60.0", "0", ""]) {
      const outcome = outcomeOf(createAuthenticator(), withHeaders(old, { timeout }));
      expect(["stale", "malformed"], timeout).to.include(outcome);
    }
  });

  it("makes the cheaper check first", () => {
    const looked: string[] = [];
    const authenticator = createAuthenticator({
      verifySignature: () => looked.push("signature") < 0,
      replays: { refuseKnown: () => looked.push("memory"), remember: () => looked.push("disk") },
    });
    const wrong = { receiver: bob.address, sentAtNs: 0n, sender: bob.address, signer: alice };
    expect(outcomeOf(authenticator, signedRequest(btauthScheme, wrong))).to.equal("wrong_receiver");
    const stale = signedRequest(btauthScheme, { sentAtNs: 0n, sender: bob.address, signer: alice });
    expect(outcomeOf(authenticator, stale)).to.equal("stale");
    expect(looked).to.deep.equal([]);
    const forged = signedRequest(btauthScheme, { sender: bob.address, signer: alice });
    expect(outcomeOf(authenticator, forged)).to.equal("bad_signature");
    expect(looked).to.deep.equal(["memory", "signature"]);
  });

  it("verifies no claim but those that it read", () => {
    const authenticator = createAuthenticator();
    const { head, body } = signedRequest(btauthScheme);
    const claim = { ...authenticator.readClaim(head) };
    expect(() => authenticator.verify(claim, body))
      .to.throw(NeuronError)
      .with.property("code", "INTERNAL");
  });

  it("tells the time of verified requests only", () => {
    const observed: unknown[] = [];
    const skew = { observe: (...facts: unknown[]) => observed.push(facts) };
    const authenticator = createAuthenticator({ skew, clock: new FakeClock(nowMs + 1_000) });
    outcomeOf(authenticator, signedRequest(btauthScheme, { sender: bob.address }));
    outcomeOf(authenticator, signedRequest(btauthScheme));
    expect(observed).to.deep.equal([[alice.address, nowMs]]);
  });
});

describe(refuseContradiction.name, () => {
  it("lets a body name the signer or nobody, and nobody else", () => {
    const authenticator = createAuthenticator();
    const { head, body } = signedRequest(synapseScheme);
    const caller = authenticator.verify(authenticator.readClaim(head), body);
    for (const hotkey of [alice.address, undefined, null]) refuseContradiction(caller, hotkey);
    for (const hotkey of [bob.address, "", 0, [alice.address], alice.address.toLowerCase()]) {
      expect(reasonOf(() => refuseContradiction(caller, hotkey))).to.equal("body_mismatch");
    }
  });
});

function signatureOf({ head }: SignedRequest): [name: string, signature: string] | [] {
  const [found] = Object.entries(head.headers).filter(([name]) => /(?<!secret-)signature$/.test(name));
  return found === undefined ? [] : [found[0], String(found[1])];
}

function createdFor(scheme: AuthScheme): string {
  return (
    createAuthenticator().readClaim(signedRequest(scheme).head).receiver ?? addressOf(new Uint8Array(32))
  );
}
