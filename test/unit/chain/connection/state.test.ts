import { expect } from "chai";
import { isBehind, raise } from "../../../../src/chain/connection/high-water.ts";
import {
  headAgeMs,
  initialState,
  nextState,
  type ConnectionChange,
} from "../../../../src/chain/connection/state.ts";

const connected: ConnectionChange = { kind: "connected", endpoint: "ws://a", isPreferred: true };
const head: ConnectionChange = { kind: "head", head: { number: 5, hash: "0x05" } };
const lost: ConnectionChange = { kind: "lost", reason: "closed" };

describe(nextState.name, () => {
  it("tells the preferred endpoint from another one", () => {
    expect(after([connected]).status).to.equal("connected");
    expect(after([{ ...connected, isPreferred: false }]).status).to.equal("failed-over");
  });

  it("keeps the head and the endpoint while the connection is lost", () => {
    expect(after([connected, head, lost])).to.deep.include({
      status: "lost",
      sinceMs: 3,
      endpoint: "ws://a",
      reason: "closed",
      head: { number: 5, hash: "0x05", seenAtMs: 2 },
    });
  });

  it("counts what was lost, and not the attempts that fail after it", () => {
    const state = after([lost, connected, lost, { kind: "lost", reason: "refused" }, connected, lost]);
    expect([state.losses, state.reason]).to.deep.equal([2, "closed"]);
  });

  it("is lost since the first failure, with the latest reason", () => {
    const state = after([connected, lost, { kind: "lost", reason: "refused" }]);
    expect([state.sinceMs, state.reason]).to.deep.equal([2, "refused"]);
  });

  it("forgets the reason when it is connected again", () => {
    expect(after([lost, connected]).reason).to.equal(undefined);
  });
});

describe(headAgeMs.name, () => {
  it("is the time since the last head, and undefined before the first", () => {
    expect(headAgeMs(after([connected]), 100)).to.equal(undefined);
    expect(headAgeMs(after([connected, head]), 100)).to.equal(98);
  });
});

describe(raise.name, () => {
  const mark = { number: 10, hash: "0x0a", seenAtMs: 0 };
  const lower = { number: 9, hash: "0x09" };

  it("keeps the mark while a node is behind it", () => {
    expect(isBehind(raise(mark, lower, 1_000), lower)).to.equal(true);
  });

  it("believes a node that stays behind: the chain was reset", () => {
    expect(isBehind(raise(mark, lower, 600_000), lower)).to.equal(false);
  });

  it("rises with the chain", () => {
    const higher = { number: 11, hash: "0x0b" };
    expect(isBehind(raise(mark, higher, 1), higher)).to.equal(false);
    expect(isBehind(raise(undefined, lower, 1), lower)).to.equal(false);
  });
});

/** One change a millisecond, from 1 on. */
function after(changes: readonly ConnectionChange[]) {
  return changes.reduce((state, change, index) => nextState(state, change, index + 1), initialState(0));
}
