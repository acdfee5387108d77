import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { silentProgress } from "../../../src/lib/progress.ts";
import type { BatchSource, FetchOptions } from "../../../src/subnets/risk/source/batch-source.ts";
import { labelsObject, metaObject, tableObject } from "../../../src/subnets/risk/source/layout.ts";
import { testKey } from "../../support/batch-files.ts";
import { codeOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

/** A source under test that holds these objects, by path, and the way to end it. */
export interface SourceFixture {
  readonly source: BatchSource;
  readonly listable: boolean;
  dispose(): Promise<void>;
}

export type SourceSetup = (objects: ReadonlyMap<string, Buffer>) => Promise<SourceFixture>;

/** Runs what every source promises against one of them. */
export function describeBatchSource(name: string, setUp: SourceSetup): void {
  describe(`${name} as a batch source`, () => {
    const alerts = randomBytes(300_000);
    let fixture: SourceFixture;
    let directory: string;
    beforeEach(async () => {
      directory = await makeTempDir();
      fixture = await setUp(createObjects(alerts));
    });
    afterEach(async () => {
      await fixture.dispose();
      await removeTempDir(directory);
    });

    it("finds an object, whole and hashed", async () => {
      const file = await fixture.source.find(tableObject(testKey, "alerts"), createOptions(directory));
      expect(file?.bytes).to.equal(alerts.byteLength);
      expect(file?.hash).to.deep.equal({
        algorithm: "sha256",
        hex: createHash("sha256").update(alerts).digest("hex"),
      });
      expect(alerts.equals(await readFile(file?.path ?? ""))).to.equal(true);
    });

    it("hashes with MD5 when asked to", async () => {
      const options = { ...createOptions(directory), algorithm: "md5" as const };
      const file = await fixture.source.find(tableObject(testKey, "alerts"), options);
      expect(file?.hash.hex).to.equal(createHash("md5").update(alerts).digest("hex"));
    });

    it("finds an empty object", async () => {
      const file = await fixture.source.find(tableObject(testKey, "clusters"), createOptions(directory));
      expect(file?.bytes).to.equal(0);
    });

    it("does not find what is not there", async () => {
      const options = createOptions(directory);
      expect(await fixture.source.find(labelsObject("torus"), options)).to.equal(undefined);
      expect(await fixture.source.find(metaObject({ ...testKey, windowDays: 19 }), options)).to.equal(
        undefined,
      );
    });

    it("refuses an object above its limit", async () => {
      const object = { ...tableObject(testKey, "alerts"), maxBytes: alerts.byteLength - 1 };
      expect(await codeOf(fixture.source.find(object, createOptions(directory)))).to.equal("BATCH_REJECTED");
    });

    it("stops when its signal has fired", async () => {
      const options = { ...createOptions(directory), signal: AbortSignal.abort() };
      let reason: unknown;
      await fixture.source.find(tableObject(testKey, "alerts"), options).catch((error: unknown) => {
        reason = error;
      });
      expect(reason).to.have.property("name", "AbortError");
    });

    it("lists the dates of a network and window, or says that it cannot", async () => {
      const dates = fixture.source.listDates("torus", 195, createOptions(directory).signal);
      if (!fixture.listable) {
        expect(await codeOf(dates)).to.equal("USAGE_INVALID");
        return;
      }
      expect(await dates).to.deep.equal(["2025-08-01", "2025-08-31"]);
      const none = fixture.source.listDates("bitcoin", 195, createOptions(directory).signal);
      expect(await none).to.deep.equal([]);
    });
  });
}

export function createOptions(directory: string): FetchOptions {
  return { directory, algorithm: "sha256", progress: silentProgress(), signal: new AbortController().signal };
}

/** Two dates of window 195, the later first, beside all that resembles them. */
function createObjects(alerts: Buffer): ReadonlyMap<string, Buffer> {
  const meta = Buffer.from("{}");
  return new Map([
    [metaObject({ ...testKey, processingDate: "2025-08-31" }).path, meta],
    [metaObject(testKey).path, meta],
    [tableObject(testKey, "alerts").path, alerts],
    [tableObject(testKey, "clusters").path, Buffer.alloc(0)],
    [metaObject({ ...testKey, processingDate: "2025-09-30", windowDays: 30 }).path, meta],
    [tableObject({ ...testKey, processingDate: "2025-10-30" }, "alerts").path, alerts],
    [metaObject({ ...testKey, network: "torus_testnet", processingDate: "2025-07-01" }).path, meta],
  ]);
}
