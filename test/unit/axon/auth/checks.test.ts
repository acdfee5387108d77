import { expect } from "chai";
import { checksInOrder } from "../../../../src/axon/auth/checks.ts";
import { statusOfRefusal } from "../../../../src/axon/auth/refusal-status.ts";

describe("checksInOrder", () => {
  it("names every reason to refuse, and its status", () => {
    const statuses = Object.fromEntries(
      checksInOrder.flatMap(({ reasons }) => reasons).map((reason) => [reason, statusOfRefusal(reason)]),
    );
    expect(statuses).to.deep.equal({
      unsigned: 401,
      malformed: 401,
      wrong_receiver: 401,
      stale: 401,
      future: 401,
      bad_signature: 401,
      replayed: 401,
      body_mismatch: 401,
      forbidden: 403,
      unregistered: 403,
      metagraph_stale: 503,
      replay_unknown: 503,
    });
  });
});
