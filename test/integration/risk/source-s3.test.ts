import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { metaObject, tableObject } from "../../../src/subnets/risk/source/layout.ts";
import { S3Source } from "../../../src/subnets/risk/source/s3-source.ts";
import type { TransferPolicy } from "../../../src/subnets/risk/source/transfer-policy.ts";
import { testKey } from "../../support/batch-files.ts";
import { codeOf } from "../../support/errors.ts";
import {
  answers,
  type Behaviour,
  breaksAfter,
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
  idleTimeoutMs: 5_000,
  attemptTimeoutMs: 10_000,
};
const bucket = "data-pipeline";
const keys = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

for (const [manner, settings] of [
  ["unsigned", {}],
  ["signed", { keys }],
] as const) {
  describeBatchSource(`${S3Source.name}, ${manner}`, async (objects) => {
    const server = await startBucket(objects);
    return {
      source: new S3Source({ bucket, prefix: "" }, { endpoint: server.url, ...settings }, policy),
      listable: true,
      dispose: () => server.close(),
    };
  });
}

describe(`${S3Source.name} on a bucket`, () => {
  it("looks under its prefix", async () => {
    const server = await startBucket(new Map([[`mirror/${metaObject(testKey).path}`, Buffer.from("{}")]]));
    const source = new S3Source({ bucket, prefix: "mirror/" }, { endpoint: server.url }, policy);
    const dates = await source.listDates("torus", 195, new AbortController().signal);
    await server.close();
    expect(dates).to.deep.equal([testKey.processingDate]);
  });

  it("tells a missing bucket from a missing object", async () => {
    const directory = await makeTempDir();
    const server = await startBucket(new Map());
    const source = new S3Source({ bucket: "elsewhere", prefix: "" }, { endpoint: server.url }, policy);
    const code = await codeOf(source.find(metaObject(testKey), createOptions(directory)));
    await server.close();
    await removeTempDir(directory);
    expect(code).to.equal("SOURCE_NOT_FOUND");
  });
});

describe(`${S3Source.name} on a hostile server`, () => {
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
    const file = await findFrom([breaksAfter(body, 50_000, { etag }), resumes(body, etag)]);
    expect(await readFile(file?.path ?? "")).to.deep.equal(body);
    expect(server.requests[1]?.headers.range).to.match(/^bytes=[1-9]\d*-$/);
    expect(server.requests[1]?.headers["if-match"]).to.equal(etag);
  });

  it("starts over when the object has changed since the transfer broke", async () => {
    const newer = randomBytes(150_000);
    const file = await findFrom([breaksAfter(body, 50_000, { etag }), resumes(newer, '"two"')]);
    expect(await readFile(file?.path ?? "")).to.deep.equal(newer);
  });

  it("continues after a bucket that fell silent midway", async () => {
    const behaviours = [stallsAfter(body, 50_000, { etag }), resumes(body, etag)];
    const file = await findFrom(behaviours, { idleTimeoutMs: 300 });
    expect(await readFile(file?.path ?? "")).to.deep.equal(body);
  });

  it("does not try again where access is denied", async () => {
    const denied = answers(403, "<Error><Code>AccessDenied</Code></Error>", {
      "content-type": "application/xml",
    });
    expect(await codeOf(findFrom([denied]))).to.equal("SOURCE_DENIED");
    expect(server.requests).to.have.length(1);
  });

  it("tries again after a server error, whatever the server says with it", async () => {
    const file = await findFrom([answers(500, "<html>"), answers(503), answers(200, body)]);
    expect(file?.bytes).to.equal(body.byteLength);
  });

  it("gives up on a bucket that keeps failing", async () => {
    expect(await codeOf(findFrom([answers(500)]))).to.equal("SOURCE_UNAVAILABLE");
    expect(server.requests).to.have.length(policy.retries + 1);
  });

  it("gives up on a bucket that never answers", async () => {
    expect(await codeOf(findFrom([hangs()], { idleTimeoutMs: 30 }))).to.equal("SOURCE_UNAVAILABLE");
  });

  // The S3 server of the other tests cannot page: it encrypts its tokens with a cipher that OpenSSL 3 has dropped.
  it("lists beyond the first page", async () => {
    const later = metaObject({ ...testKey, processingDate: "2025-12-31" });
    server = await startHostileServer(
      answersList([metaObject(testKey).path], "page two"),
      answers(500),
      answersList([later.path]),
    );
    const dates = await createSource().listDates("torus", 195, new AbortController().signal);
    expect(dates).to.deep.equal([testKey.processingDate, "2025-12-31"]);
    expect(server.requests[0]?.path).to.include("prefix=snapshots%2Ftorus%2F");
    expect(server.requests[2]?.path).to.include("continuation-token=page%20two");
  });

  it("gives up on a listing that never ends", async () => {
    server = await startHostileServer(answersList([metaObject(testKey).path], "again"));
    expect(await codeOf(createSource().listDates("torus", 195, new AbortController().signal))).to.equal(
      "SOURCE_UNAVAILABLE",
    );
  });

  it("gives up on a listing that never comes", async () => {
    server = await startHostileServer(hangs());
    const dates = createSource({ idleTimeoutMs: 30 }).listDates("torus", 195, new AbortController().signal);
    expect(await codeOf(dates)).to.equal("SOURCE_UNAVAILABLE");
  });

  it("does not sign requests without keys", async () => {
    await findFrom([answers(404)]);
    expect(server.requests[0]?.headers.authorization).to.equal(undefined);
  });

  async function findFrom(behaviours: readonly Behaviour[], overrides: Partial<TransferPolicy> = {}) {
    server = await startHostileServer(...behaviours);
    return createSource(overrides).find(tableObject(testKey, "alerts"), createOptions(directory));
  }

  function createSource(overrides: Partial<TransferPolicy> = {}): S3Source {
    return new S3Source({ bucket, prefix: "" }, { endpoint: server.url }, { ...policy, ...overrides });
  }
});

/** Answers one page of a listing; a token says that there are more. */
function answersList(paths: readonly string[], token?: string): Behaviour {
  const contents = paths.map((path) => `<Contents><Key>${path}</Key></Contents>`).join("");
  const more = token === undefined ? "" : `<NextContinuationToken>${token}</NextContinuationToken>`;
  const body = `<ListBucketResult>${contents}${more}</ListBucketResult>`;
  return answers(200, body, { "content-type": "application/xml" });
}

interface S3rver {
  readonly httpServer: Server;
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

/** The package has no types; this is the part of its README that is used here. */
const S3rverServer = createRequire(import.meta.url)("s3rver") as new (
  options: Readonly<Record<string, unknown>>,
) => S3rver;

/** Starts an S3 server with these objects in the bucket. */
async function startBucket(objects: ReadonlyMap<string, Buffer>) {
  const directory = await makeTempDir();
  const options = {
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: bucket }],
  };
  const server = new S3rverServer(options);
  const { port } = await server.run();
  const url = `http://127.0.0.1:${port}`;
  const client = new S3Client({
    endpoint: url,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: keys,
  });
  await Promise.all(
    [...objects].map(([Key, Body]) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))),
  );
  client.destroy();
  const close = async () => {
    server.httpServer.closeAllConnections();
    await server.close();
    await removeTempDir(directory);
  };
  return { url, close };
}
