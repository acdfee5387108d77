import { expect } from "chai";
import { RequestHistory, requestSpanMs } from "../../../../src/ops/requests/request-history.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { createRequest, validator } from "../../../support/finished-request.ts";

describe(RequestHistory.name, () => {
  let clock: FakeClock;
  let history: RequestHistory;

  beforeEach(() => {
    clock = new FakeClock();
    history = new RequestHistory({ clock, findCaller: () => ({ validatorPermit: true }) });
  });

  it("counts requests by what became of them", () => {
    history.record(createRequest());
    history.record(createRequest({ status: 304 }));
    history.record(createRequest({ status: 404 }));
    history.record(createRequest({ status: 500 }));
    history.record(createRequest({ status: undefined }));
    history.record(createRequest({ status: 429, refusal: "ip_cooldown" }));
    const { total, outcomes } = history.summary();
    expect(total).to.equal(6);
    expect(outcomes).to.deep.equal({ answered: 2, invalid: 1, failed: 1, "cut-off": 1, refused: 1 });
  });

  it("keeps spans of time apart, a day of them", async () => {
    for (let span = 0; span < 200; span++) {
      history.record(createRequest());
      await clock.tick(requestSpanMs);
    }
    const { spans } = history.summary();
    expect(spans).to.have.lengthOf(144);
    expect(spans.at(-1)).to.deep.equal({
      startsAtMs: clock.now() - requestSpanMs,
      outcomes: { answered: 1 },
      ofValidators: {},
    });
  });

  it("counts validators' requests apart, once they have proven who they are", () => {
    history.record(createRequest({ hotkey: validator }));
    history.record(createRequest({ claimedHotkey: validator, refusal: "bad_signature", status: 401 }));
    expect(history.summary().spans[0]).to.deep.include({
      outcomes: { answered: 1, refused: 1 },
      ofValidators: { answered: 1 },
    });
  });

  it("remembers validators, whoever asked last first, and what they got", async () => {
    history.record(createRequest({ hotkey: validator }));
    history.record(createRequest({ hotkey: "other" }));
    await clock.tick(1_000);
    history.record(createRequest({ hotkey: validator, status: 404 }));
    const [first, second] = history.summary().validators;
    expect(first).to.deep.equal({
      hotkey: validator,
      requests: 2,
      answered: 1,
      lastAtMs: clock.now(),
      lastRoute: "/scores/{date}",
    });
    expect(second?.hotkey).to.equal("other");
  });

  it("remembers who was refused and why, the newest first, a hundred of them", () => {
    for (let at = 0; at < 250; at++) history.record(createRequest({ id: String(at), refusal: "stale" }));
    const { refusals } = history.summary();
    expect(refusals).to.have.lengthOf(100);
    expect([refusals[0]?.id, refusals.at(-1)?.id]).to.deep.equal(["249", "150"]);
  });

  it("never remembers more than so many validators", () => {
    for (let at = 0; at < 1_000; at++) history.record(createRequest({ hotkey: `hotkey-${at}` }));
    expect(history.summary().validators).to.have.lengthOf(256);
  });
});
