import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { withDeadline } from "../../../src/lib/deadline.ts";

const never = new AbortController().signal;

describe(withDeadline.name, () => {
  it("returns what the work returns and throws what it throws", async () => {
    expect(await withDeadline({ signal: never, limitMs: 1_000 }, () => Promise.resolve(7))).to.equal(7);
    const failed = withDeadline({ signal: never, limitMs: 1_000 }, () => Promise.reject(new Error("no")));
    expect(await failed.catch(String)).to.equal("Error: no");
  });

  it("aborts the work when its time is over, whatever was collected meanwhile", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const waiting = withDeadline({ signal: never, limitMs: 50 }, untilAborted);
    collect();
    expect(await Promise.race([waiting, delay(2_000, "it waits for ever")])).to.match(/within 50 ms/);
  });

  it("aborts the work when its signal fires", async () => {
    const cancel = new AbortController();
    const waiting = withDeadline({ signal: cancel.signal, limitMs: 60_000 }, untilAborted);
    cancel.abort(new Error("enough"));
    expect(await waiting).to.equal("Error: enough");
  });
});

async function untilAborted(signal: AbortSignal): Promise<string> {
  await once(signal, "abort");
  return String(signal.reason);
}
