import { expect } from "chai";
import { announceAxon, announcePrometheus, serveAxonCall } from "../../../src/chain/axon/announce.ts";
import { announcedVersion, resetAxon, type WantedAxon } from "../../../src/chain/axon/announcement.ts";
import { findAxonRecord, findPrometheusRecord } from "../../../src/chain/axon/record.ts";
import { sendCall } from "../../../src/chain/transaction/send.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import type { Signer } from "../../../src/wallet/signer.ts";
import {
  connectTestClient,
  freshSigner,
  registeredHotkey,
  testNetwork,
  type TestClient,
} from "../../support/chain.ts";
import { codeOf, failureOf } from "../../support/errors.ts";

describe("announcing an axon on a chain", () => {
  let client: TestClient;
  let netuid: number;
  let hotkey: Signer;

  before(async function () {
    this.timeout(120_000);
    ({ netuid } = await testNetwork());
    client = await connectTestClient();
    ({ hotkey } = await registeredHotkey(client));
  });

  it("announces once, and keeps what is so already", async () => {
    expect(await recordOf(hotkey)).to.equal(undefined);
    expect(await announce(hotkey, wanted())).to.equal("served");
    expect(await announce(hotkey, wanted())).to.equal("kept");
    expect(await recordOf(hotkey)).to.deep.include({ ...wanted() });
  });

  it("announces an IPv6 address", async () => {
    const { hotkey: other } = await registeredHotkey(client);
    const axon = wanted({ ip: "2606:4700::1111", port: 443 });
    await announce(other, axon);
    expect(await recordOf(other)).to.deep.include({ ...axon });
  });

  it("announces metrics beside it, once", async () => {
    const axon = wanted({ port: 9090 });
    expect(await announcePrometheus(client, { netuid, signer: hotkey, axon })).to.equal("served");
    expect(await announcePrometheus(client, { netuid, signer: hotkey, axon })).to.equal("kept");
    const record = await findPrometheusRecord(await client.chain.finalized(), netuid, hotkey.address);
    expect(record).to.deep.include({ ip: axon.ip, port: 9090 });
  });

  it("names the rate limit when the chain refuses for it", async () => {
    const failure = await failureOf(send(hotkey, wanted({ port: 8092 })));
    expect(failure?.code).to.equal("CHAIN_REFUSED");
    expect(failure?.context["reason"]).to.equal("ServingRateLimitExceeded");
  });

  it("names an address and a port that the chain does not take", async () => {
    const { hotkey: other } = await registeredHotkey(client);
    const address = await failureOf(send(other, wanted({ ip: "127.0.0.1" })));
    expect(address?.context["reason"]).to.equal("InvalidIpAddress");
    const port = await failureOf(send(other, wanted({ port: 0 })));
    expect(port?.context["reason"]).to.equal("InvalidPort");
  });

  it("does not announce an unregistered hotkey, and knows what the chain would say", async () => {
    const stranger = freshSigner();
    expect(await codeOf(announce(stranger, wanted()))).to.equal("NOT_REGISTERED");
    const failure = await failureOf(send(stranger, wanted()));
    expect(failure?.context["reason"]).to.be.oneOf(["HotKeyNotRegisteredInNetwork", "NotRegistered"]);
  });

  it("does not announce on a subnet that is not there", async () => {
    const announcement = { netuid: 65_000, signer: hotkey, axon: wanted() };
    expect(await codeOf(announceAxon(client, announcement))).to.equal("SUBNET_NOT_FOUND");
  });

  it("waits for the rate limit instead of failing", async function () {
    if (!(await testNetwork()).isStandIn) this.skip(); // Fifty blocks of a real chain take ten minutes.
    expect(await announce(hotkey, wanted({ port: 8093 }))).to.equal("served");
    expect(await recordOf(hotkey)).to.deep.include({ port: 8093 });
  });

  it("stops waiting when it is told to", async () => {
    const { hotkey: other } = await registeredHotkey(client);
    await announce(other, wanted());
    const stopping = new AbortController();
    const waiting = announceAxon(
      { ...client, signal: stopping.signal },
      { netuid, signer: other, axon: resetAxon },
    );
    const ended = waiting.then(
      () => "served",
      (error: unknown) => String(error),
    );
    stopping.abort();
    expect(await ended).to.include("AbortError");
  });

  function announce(signer: Signer, axon: WantedAxon) {
    return announceAxon(client, { netuid, signer, axon });
  }

  /** Sends it without looking first. */
  function send(signer: Signer, axon: WantedAxon) {
    const deps = { chain: client.chain, clock: systemClock(), signal: client.signal };
    return sendCall(deps, { call: serveAxonCall(netuid, axon), signer, timeoutMs: 60_000 });
  }

  async function recordOf({ address }: Signer) {
    return findAxonRecord(await client.chain.finalized(), netuid, address);
  }
});

function wanted(overrides: Partial<WantedAxon> = {}): WantedAxon {
  return { ip: "8.8.8.8", port: 8091, version: announcedVersion, protocol: 4, ...overrides };
}
