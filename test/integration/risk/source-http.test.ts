import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { HttpSource } from "../../../src/subnets/risk/source/http-source.ts";
import { tableObject } from "../../../src/subnets/risk/source/layout.ts";
import type { TransferPolicy } from "../../../src/subnets/risk/source/transfer-policy.ts";
import { testKey } from "../../support/batch-files.ts";
import { codeOf } from "../../support/errors.ts";
import {
  answers,
  type Behaviour,
  breaksAfter,
  drips,
  hangs,
  type HostileServer,
  resumes,
  stallsAfter,
  startHostileServer,
} from "../../support/hostile-server.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { createOptions, describeBatchSource } from "./source-contract.ts";

const policy: TransferPolicy = {
  retries: 2,
  retryDelayMs: 1,
  idleTimeoutMs: 2_000,
  attemptTimeoutMs: 10_000,
};

describeBatchSource(HttpSource.name, async (objects) => {
  const server = await startHostileServer((request, response) => {
    const bytes = objects.get(request.url?.slice("/data/".length) ?? "");
    (bytes === undefined ? answers(404) : answers(200, bytes))(request, response);
  });
  return {
    source: new HttpSource(`${server.url}/data/`, policy),
    listable: false,
    dispose: () => server.close(),
  };
});

describe(HttpSource.name, () => {
  const body = randomBytes(200_000);
  const etag = '"one"';
  let directory: string;
  let server: HostileServer;
  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(async () => {
    await server.close();
    await removeTempDir(directory);
  });

  it("continues a broken transfer where it stopped", async () => {
    expect(await fetchFrom([breaksAfter(body, 50_000, { etag }), resumes(body, etag)])).to.deep.equal(body);
    const [, second] = server.requests;
    expect(second?.headers.range).to.match(/^bytes=[1-9]\d*-$/);
    expect(second?.headers["if-range"]).to.equal(etag);
  });

  it("starts over when the object has changed since the transfer broke", async () => {
    const newer = randomBytes(150_000);
    expect(await fetchFrom([breaksAfter(body, 50_000, { etag }), resumes(newer, '"two"')])).to.deep.equal(
      newer,
    );
  });

  it("starts over when the source gives nothing to recognise the object by", async () => {
    expect(await fetchFrom([breaksAfter(body, 50_000), answers(200, body)])).to.deep.equal(body);
    expect(server.requests[1]?.headers.range).to.equal(undefined);
  });

  it("starts over when the part it has is beyond the object's end", async () => {
    const short = Buffer.from("short");
    const behaviours = [breaksAfter(body, 50_000, { etag }), answers(416), answers(200, short)];
    expect(await fetchFrom(behaviours)).to.deep.equal(short);
  });

  it("does not piece together an answer that begins elsewhere than asked", async () => {
    const elsewhere = answers(206, body.subarray(7), { etag, "content-range": "bytes 7-199999/200000" });
    expect(await codeFrom([breaksAfter(body, 50_000, { etag }), elsewhere])).to.equal("SOURCE_UNAVAILABLE");
  });

  it("tries again after a server error", async () => {
    expect(await fetchFrom([answers(500), answers(503), answers(200, body)])).to.deep.equal(body);
  });

  it("gives up on a source that keeps failing", async () => {
    expect(await codeFrom([answers(500)])).to.equal("SOURCE_UNAVAILABLE");
    expect(server.requests).to.have.length(policy.retries + 1);
  });

  it("does not try again where access is denied", async () => {
    expect(await codeFrom([answers(403)])).to.equal("SOURCE_DENIED");
    expect(server.requests).to.have.length(1);
  });

  it("gives up on a source that promises more than it sends", async () => {
    expect(await codeFrom([breaksAfter(body, 100)])).to.equal("SOURCE_UNAVAILABLE");
  });

  it("gives up on a source that never answers", async () => {
    expect(await codeFrom([hangs()], { idleTimeoutMs: 30 })).to.equal("SOURCE_UNAVAILABLE");
  });

  it("continues after a source that fell silent midway", async () => {
    const behaviours = [stallsAfter(body, 50_000, { etag }), resumes(body, etag)];
    expect(await fetchFrom(behaviours, { idleTimeoutMs: 200 })).to.deep.equal(body);
  });

  it("gives up on a source that drips", async () => {
    expect(await codeFrom([drips(5)], { retries: 0, attemptTimeoutMs: 100 })).to.equal("SOURCE_UNAVAILABLE");
  });

  it("gives up on a source that is not there", async () => {
    server = await startHostileServer(answers(200));
    await server.close();
    expect(await codeOf(findAt(server.url))).to.equal("SOURCE_UNAVAILABLE");
  });

  it("refuses an endless answer at the object's limit", async () => {
    server = await startHostileServer((_request, response) => {
      response.writeHead(200);
      const pump = () => {
        while (!response.destroyed && response.write(body));
      };
      response.on("drain", pump);
      pump();
    });
    const object = { ...tableObject(testKey, "alerts"), maxBytes: 1_000_000 };
    const found = new HttpSource(server.url, policy).find(object, createOptions(directory));
    expect(await codeOf(found)).to.equal("BATCH_REJECTED");
  });

  async function fetchFrom(
    behaviours: readonly Behaviour[],
    overrides: Partial<TransferPolicy> = {},
  ): Promise<Buffer> {
    server = await startHostileServer(...behaviours);
    const file = await findAt(server.url, overrides);
    return readFile(file?.path ?? "");
  }

  async function codeFrom(behaviours: readonly Behaviour[], overrides: Partial<TransferPolicy> = {}) {
    server = await startHostileServer(...behaviours);
    return codeOf(findAt(server.url, overrides));
  }

  function findAt(url: string, overrides: Partial<TransferPolicy> = {}) {
    const source = new HttpSource(url, { ...policy, ...overrides });
    return source.find(tableObject(testKey, "alerts"), createOptions(directory));
  }
});
