import { request as httpsRequest } from "node:https";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createAxon } from "../../../src/axon/create-axon.ts";
import { alice, bob, charlie, createRoute, mallory, miner, unlimited } from "../../support/axon.ts";
import { ask, type RawAnswer } from "../../support/http.ts";
import { signRequest, type SignedRequest } from "../../support/signed-request.ts";
import { Fixture } from "./fixture.ts";

const attacker = "127.0.0.66";
const minute = 60_000;
const hour = 60 * minute;
const fixtureTls = fileURLToPath(new URL("../../../../test/fixtures/tls", import.meta.url));
const blacklistedBody = '{"success":false,"error":"ip_blacklisted","message":"Your IP has been blacklisted"}';

describe(`${createAxon.name}: admission and abuse`, () => {
  let fixture: Fixture;
  const signed = (options: Partial<Parameters<typeof signRequest>[1]> = {}): SignedRequest =>
    signRequest("btauth", { sentAtMs: fixture.nowMs, ...options });
  const forgedBy = (claimed: string): SignedRequest => {
    const request = signed({ signer: mallory });
    return { ...request, headers: { ...request.headers, "x-bittensor-hotkey": claimed } };
  };
  const unsigned = (options?: Parameters<typeof ask>[2]): Promise<RawAnswer> =>
    ask(fixture.url, "/scores", options);

  beforeEach(() => {
    fixture = new Fixture();
  });
  afterEach(() => fixture.end());

  describe("admission", () => {
    it("asks for a signature, names the schemes, and leaves open routes open", async () => {
      await fixture.start();
      expect(await unsigned()).to.include({
        status: 401,
        text: '{"detail":"Sign the request with one of synapse, btauth, epistula"}',
      });
      expect(await ask(fixture.url, "/status")).to.include({ status: 200 });
    });

    for (const [who, signer, detail] of [
      ["a stranger", mallory, "Unrecognized hotkey"],
      ["a neuron without permit", charlie, "Non-validator hotkey"],
    ] as const) {
      it(`refuses ${who}`, async () => {
        await fixture.start();
        expect(await fixture.send(signed({ signer }))).to.include({
          status: 403,
          text: JSON.stringify({ detail }),
        });
      });
    }

    it("admits any neuron to a route for those registered, and asks for the least stake", async () => {
      const routes = [createRoute("/scores", "registered")];
      await fixture.start({ routes });
      expect(await fixture.statusOf(signed({ signer: charlie }))).to.equal(200);
      await fixture.start({ routes, admission: { minStake: 1_000 } });
      expect(await fixture.send(signed({ signer: charlie }))).to.include({
        status: 403,
        text: '{"detail":"Stake below 1000 TAO"}',
      });
      expect(await fixture.statusOf(signed())).to.equal(200);
    });

    it("fails closed while the subnet is not known, or was not read for too long", async () => {
      await fixture.start();
      for (const age of [undefined, 24 * hour]) {
        fixture.directory.age = age;
        expect(await fixture.send(signed())).to.include({
          status: 503,
          text: '{"detail":"The subnet cannot be read for now: ask again later"}',
        });
      }
      fixture.directory.age = minute;
      expect(await fixture.statusOf(signed())).to.equal(200);
    });

    it("heeds the lists by hotkey, coldkey and address", async () => {
      const coldkey = fixture.directory.find(alice.address)?.coldkey ?? "";
      for (const denied of [
        { denyHotkeys: [alice.address] },
        { denyColdkeys: [coldkey] },
        { denyAddresses: ["127.0.0.0/24"] },
      ]) {
        await fixture.start({ admission: denied });
        expect(await fixture.send(signed()), JSON.stringify(denied)).to.include({
          status: 403,
          text: '{"detail":"Blacklisted"}',
        });
      }
      await fixture.start({ admission: { denyAddresses: ["127.0.0.0/24"] } });
      expect(await ask(fixture.url, "/status")).to.include({ status: 403 });
      await fixture.start({ admission: { allowHotkeys: [mallory.address] } });
      expect(await fixture.statusOf(signed({ signer: mallory }))).to.equal(200);
      await fixture.start({ admission: { allowAddresses: ["127.0.0.1"] } });
      expect(await fixture.statusOf(signed({ signer: charlie }))).to.equal(200);
    });

    it("serves open routes without an identity, and refuses to guard any", async () => {
      await fixture.start({ identity: undefined, synapses: [], routes: [createRoute("/scores", "open")] });
      const answer = await unsigned();
      expect(answer).to.include({ status: 200 });
      expect(answer.headers).to.not.have.property("x-neuron-signature");
      const failure = await new Fixture().start({ identity: undefined }).catch((error: unknown) => error);
      expect(failure).to.have.property("code", "CONFIG_INVALID");
    });
  });

  describe("limits", () => {
    it("limits a hotkey, and tells it when to come again", async () => {
      await fixture.start();
      for (let count = 0; count < 10; count += 1) expect(await fixture.statusOf(signed())).to.equal(200);
      const answer = await fixture.send(signed());
      expect(answer).to.include({
        status: 429,
        text: '{"success":false,"error":"rate_limited","retry_after":1,"message":"Rate limited: hotkey_rate_limit_per_second"}',
      });
      expect(answer.headers).to.include({ "retry-after": "1" });
    });

    it("limits two validators behind one address each alone", async () => {
      await fixture.start();
      for (let count = 0; count < 11; count += 1) await fixture.send(signed());
      expect(await fixture.statusOf(signed())).to.equal(429);
      expect(await fixture.statusOf(signed({ signer: bob }))).to.equal(200);
    });

    it("limits an address before it looks at a request", async () => {
      await fixture.start({ guard: { ipPerSecond: 3 } });
      for (let count = 0; count < 3; count += 1) await ask(fixture.url, "/status");
      const answer = await ask(fixture.url, "/status");
      expect(answer).to.include({ status: 429 });
      expect(answer.headers).to.include({ "retry-after": "1", "x-content-type-options": "nosniff" });
      expect(await ask(fixture.url, "/status", { localAddress: attacker })).to.include({ status: 200 });
    });

    it("holds no untimely request against anyone while our own clock is wrong", async () => {
      const trueTime = () => ({ earliestMs: fixture.nowMs - 2 * hour, latestMs: fixture.nowMs - hour });
      const identity = { signer: miner, callers: fixture.directory, chainTime: trueTime };
      await fixture.start({ identity, guard: { ...unlimited, ipFailures: 2 } });
      const late = () => signed({ sentAtMs: fixture.nowMs - hour });
      for (let request = 0; request < 5; request += 1) expect(await fixture.statusOf(late())).to.equal(401);
      expect(await fixture.statusOf(signed())).to.equal(200);
    });

    it("holds an untimely request against its sender only once the chain has told the time", async () => {
      let isTold = false;
      const chainTime = () => (isTold ? { earliestMs: fixture.nowMs, latestMs: fixture.nowMs } : undefined);
      const identity = { signer: miner, callers: fixture.directory, chainTime };
      await fixture.start({ identity, guard: { ...unlimited, ipFailures: 2 } });
      const early = () => signed({ sentAtMs: fixture.nowMs + hour });
      for (let request = 0; request < 5; request += 1) expect(await fixture.statusOf(early())).to.equal(401);
      expect(await fixture.statusOf(signed())).to.equal(200);
      isTold = true;
      for (let request = 0; request < 2; request += 1) expect(await fixture.statusOf(early())).to.equal(401);
      expect(await fixture.statusOf(signed())).to.equal(429);
    });

    it("answers a cooldown with its length", async () => {
      await fixture.start({ guard: { ipFailures: 3 } });
      for (let count = 0; count < 3; count += 1) expect((await unsigned()).status).to.equal(401);
      const answer = await unsigned();
      expect(answer.status).to.equal(429);
      expect(JSON.parse(answer.text)).to.deep.equal({
        success: false,
        error: "ip_cooldown",
        retry_after: 30,
        cooldown_type: "ip_cooldown",
        cooldown_remaining_seconds: 30,
        message: "You are in cooldown. Try again in 30 seconds",
      });
      expect(answer.headers).to.include({ "retry-after": "30" });
    });
  });

  describe("bans", () => {
    it("bans an address for bad signatures, across a restart; the victim that they named keeps its access", async () => {
      await fixture.start();
      for (let count = 0; count < 10; count += 1) {
        const answer = await fixture.send(forgedBy(alice.address), { localAddress: attacker });
        expect(answer).to.include({ status: 401, text: '{"detail":"Signature mismatch"}' });
      }
      for (const restart of [false, true]) {
        if (restart) await fixture.start();
        const refused = await fixture.send(signed(), { localAddress: attacker });
        expect(refused).to.include({ status: 403, text: blacklistedBody });
        expect(refused.headers).to.not.have.property("retry-after");
        expect(await fixture.statusOf(signed())).to.equal(200);
      }
    });

    it("bans an address that replays an overheard request; its sender keeps its access", async () => {
      await fixture.start();
      const overheard = signed();
      expect(await fixture.statusOf(overheard)).to.equal(200);
      for (let count = 0; count < 10; count += 1) {
        expect(await fixture.statusOf(overheard, { localAddress: attacker })).to.equal(401);
      }
      expect(await fixture.statusOf(overheard, { localAddress: attacker })).to.equal(403);
      expect(await fixture.statusOf(signed())).to.equal(200);
    });

    it("bans an address that looks for holes, whatever it calls itself", async () => {
      await fixture.start();
      for (const path of [
        "/.env",
        "/.git/config",
        "/admin",
        "/wp-admin",
        "/login",
        "/robots.txt",
        "/",
        "/.aws/x",
        "/api",
        "/.ssh",
      ]) {
        const headers = { "x-forwarded-for": "203.0.113.9" };
        expect(await ask(fixture.url, path, { localAddress: attacker, headers }), path).to.include({
          status: 404,
        });
      }
      expect(await ask(fixture.url, "/status", { localAddress: attacker })).to.include({ status: 403 });
      expect(await ask(fixture.url, "/status")).to.include({ status: 200 });
    });

    it("does not ban for paths that are merely wrong", async () => {
      await fixture.start({ guard: { ...unlimited, criticalFailures: 1 } });
      for (const path of ["/score", "/scores/", "/scores/x", "/favicon.ico"]) await ask(fixture.url, path);
      expect(await ask(fixture.url, "/status")).to.include({ status: 200 });
    });

    it("believes X-Forwarded-For of a trusted proxy alone", async () => {
      const from = (client: string) => ({ headers: { "x-forwarded-for": `198.51.100.1, ${client}` } });
      await fixture.start({ guard: { trustedProxies: ["127.0.0.1"], criticalFailures: 1 } });
      await fixture.send(forgedBy(alice.address), from("203.0.113.66"));
      expect(await fixture.statusOf(signed(), from("203.0.113.66"))).to.equal(403);
      expect(await fixture.statusOf(signed(), from("203.0.113.7"))).to.equal(200);
      await fixture.send(forgedBy(alice.address), { ...from("203.0.113.8"), localAddress: attacker });
      expect(await fixture.statusOf(signed(), from("203.0.113.8"))).to.equal(200);
      expect(await fixture.statusOf(signed(), { localAddress: attacker })).to.equal(403);
    });
  });

  describe("browsers and TLS", () => {
    it("answers a preflight, and refusals with the headers that pages need", async () => {
      await fixture.start({ server: { corsOrigins: ["https://a.example"] } });
      const headers = { origin: "https://a.example", "access-control-request-method": "GET" };
      const preflight = await ask(fixture.url, "/scores", { method: "OPTIONS", headers });
      expect(preflight).to.include({ status: 204 });
      expect(preflight.headers).to.include({ "access-control-allow-origin": "https://a.example" });
      const refused = await unsigned({ headers });
      expect(refused.headers).to.include({ "access-control-allow-origin": "https://a.example" });
      expect(refused.headers["access-control-expose-headers"]).to.include("X-Neuron-Signature");
    });

    it("speaks TLS where it has a certificate", async () => {
      const [cert, key] = [`${fixtureTls}/certificate.pem`, `${fixtureTls}/key.pem`];
      await fixture.start({ server: { tls: { cert, key } } });
      const ca = await readFile(cert);
      const { headers } = signed();
      const status = await new Promise((resolve, reject) => {
        const options = { ca, headers, agent: false, checkServerIdentity: () => undefined };
        httpsRequest(`${fixture.url}/scores`, options, (incoming) => {
          incoming.resume().on("end", () => resolve(incoming.statusCode));
        })
          .on("error", reject)
          .end();
      });
      expect(status).to.equal(200);
    });
  });
});
