import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { createAxon } from "../../../src/axon/create-axon.ts";
import type { SchemeName } from "../../../src/protocol/scheme.ts";
import { unlimited } from "../../support/axon.ts";
import { recordingLogger } from "../../support/log.ts";
import { mutateRequest, randomFrom, type MutatedRequest, type Random } from "../../support/mutate-request.ts";
import { signEcho, signRequest, type SignedRequest } from "../../support/signed-request.ts";
import { requestBytes, WireConnection } from "../../support/wire.ts";
import { Fixture } from "./fixture.ts";

/** Of each scheme; `FUZZ_REQUESTS=100000` for a long night. */
const requestsPerScheme = Number(process.env["FUZZ_REQUESTS"] ?? 1_000);
const mutationsPerRequest = 50;
const seed = 20_260_102;
/** Code that is compiled late and pools that fill up: a leak of 100 bytes a request is more over a long run. */
const toleratedMegabytes = 12;
const timeLimitMs = 60_000 + requestsPerScheme * 20;

const everyScheme: readonly SchemeName[] = ["synapse", "btauth", "epistula", "fiber", "oro"];

describe(`${createAxon.name} under mutated requests`, () => {
  let fixture: Fixture;
  let connection: WireConnection | undefined;
  const logger = recordingLogger();

  before(async () => {
    fixture = new Fixture();
    await fixture.start({
      auth: { schemes: everyScheme },
      guard: unlimited,
      logger: { ...logger, debug: () => undefined },
    });
  });
  after(async () => {
    connection?.close();
    await fixture.end();
  });

  for (const scheme of everyScheme) {
    it(`accepts none of ${requestsPerScheme} in ${scheme}, fails at none, and keeps nothing of them`, async function () {
      this.timeout(timeLimitMs);
      const random = randomFrom(seed);
      const counts = new Map<number | undefined, number>();
      let halfwayMegabytes = 0;
      for (let count = 0; count < requestsPerScheme; count += mutationsPerRequest) {
        const good = goodRequest(scheme, random);
        const bindsBytes = scheme === "btauth" || scheme === "epistula";
        for (let mutation = 0; mutation < mutationsPerRequest; mutation += 1) {
          const mutated = mutateRequest(good, random, { bindsBytes });
          const status = await send(mutated);
          counts.set(status, (counts.get(status) ?? 0) + 1);
          if (status === 200) expect.fail(`accepted: ${mutated.bytes.toString("latin1")}`);
          if (status !== undefined) expect(status, mutated.bytes.toString("latin1")).to.be.within(400, 499);
        }
        connection?.close();
        connection = undefined;
        expect(await send(unchanged(good)), "the unchanged one").to.equal(200);
        await fixture.clock.tick(100);
        if (halfwayMegabytes === 0 && count * 2 >= requestsPerScheme) halfwayMegabytes = megabytesInUse();
      }
      expect(megabytesInUse() - halfwayMegabytes).to.be.below(toleratedMegabytes);
      expect(counts.get(401)).to.be.above(requestsPerScheme / 2);
      expect(logger.lines.filter(({ level }) => level === "error")).to.deep.equal([]);
    });
  }

  function goodRequest(scheme: SchemeName, random: Random): SignedRequest {
    const sentAtMs = fixture.nowMs;
    if (random(2) === 0) return signRequest(scheme, { sentAtMs });
    if (scheme === "synapse") return signEcho(`hello ${random(1_000)}`, { sentAtMs });
    if (scheme === "fiber" || scheme === "oro")
      return signRequest(scheme, { sentAtMs, path: "/scores?day=1" });
    const body = Buffer.from(JSON.stringify({ text: "hello", volume: random(10) }));
    return signRequest(scheme, { sentAtMs, method: "POST", path: "/Echo", body });
  }

  /** Returns the status, or undefined when the server closed the connection instead. */
  async function send({ bytes, isLastOfConnection }: MutatedRequest): Promise<number | undefined> {
    connection = connection?.isClosed === false ? connection : await WireConnection.open(fixture.url);
    connection.send(bytes);
    if (isLastOfConnection) connection.halfClose();
    const answer = await connection.next();
    if (isLastOfConnection || /\r\nconnection: close/i.test(answer?.head ?? "")) connection.close();
    return answer?.status;
  }
});

function unchanged(request: SignedRequest): MutatedRequest {
  return { bytes: requestBytes(request), isLastOfConnection: false };
}

/** Returns what is in use once the garbage is gone. */
function megabytesInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc()");
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
