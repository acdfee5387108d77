import { expect } from "chai";
import { describe, it } from "mocha";
import { defaultTransferPolicy } from "../../../../../src/subnets/risk/source/transfer-policy.ts";
import { watch, type WatchOptions } from "../../../../../src/subnets/risk/source/watchdog.ts";
import { codeOf } from "../../../../support/errors.ts";

describe(watch.name, () => {
  it("returns what the work returns", async () => {
    expect(await watch(createOptions(), () => Promise.resolve(7))).to.equal(7);
  });

  it("ends work in which nothing arrives", async () => {
    expect(await codeOf(watch(createOptions({ idleTimeoutMs: 5 }), untilAborted))).to.equal(
      "SOURCE_UNAVAILABLE",
    );
  });

  it("ends work that lasts too long, though something keeps arriving", async () => {
    const options = createOptions({ idleTimeoutMs: 1_000, attemptTimeoutMs: 20 });
    const beating = watch(options, async ({ signal, beat }) => {
      const timer = setInterval(beat, 1);
      try {
        return await untilAborted({ signal });
      } finally {
        clearInterval(timer);
      }
    });
    expect(await codeOf(beating)).to.equal("SOURCE_UNAVAILABLE");
  });

  it("passes the caller's reason on", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const watched = watch({ ...createOptions(), signal: controller.signal }, untilAborted);
    controller.abort(reason);
    expect(await watched.catch((error: unknown) => error)).to.equal(reason);
  });

  it("passes the work's own error on", async () => {
    const failure = new Error("broken");
    const watched = watch(createOptions(), () => Promise.reject(failure));
    expect(await watched.catch((error: unknown) => error)).to.equal(failure);
  });
});

function untilAborted({ signal }: { readonly signal: AbortSignal }): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });
}

function createOptions(policy: Partial<WatchOptions["policy"]> = {}): WatchOptions {
  return {
    what: "alerts.parquet",
    policy: { ...defaultTransferPolicy, ...policy },
    signal: new AbortController().signal,
  };
}
