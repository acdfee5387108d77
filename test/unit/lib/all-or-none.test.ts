import { expect } from "chai";
import { allOrNone } from "../../../src/lib/all-or-none.ts";

const never = new AbortController().signal;

describe(allOrNone.name, () => {
  it("returns the results in the order of the works, whichever ends first", async () => {
    const slow = () => new Promise<string>((resolve) => setImmediate(() => resolve("slow")));
    const fast = () => Promise.resolve(1);
    expect(await allOrNone(never, [slow, fast])).to.deep.equal(["slow", 1]);
  });

  it("stops the others when one fails, and throws its error once all have ended", async () => {
    const events: string[] = [];
    const patient = (signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener("abort", () => {
          events.push("stopped");
          reject(new Error("stopped"));
        });
      });
    const failing = () => Promise.reject(new Error("broken"));
    const error: unknown = await allOrNone(never, [patient, failing]).catch((reason: unknown) => reason);
    expect(error).to.have.property("message", "broken");
    expect(events).to.deep.equal(["stopped"]);
  });

  it("passes the caller's own signal on", async () => {
    const stopping = new AbortController();
    const running = allOrNone(stopping.signal, [
      (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("told")))),
    ]);
    stopping.abort();
    const error: unknown = await running.catch((reason: unknown) => reason);
    expect(error).to.have.property("message", "told");
  });
});
