import { expect } from "chai";
import { applyAll, type Move } from "../../../src/lib/moves.ts";

describe(applyAll.name, () => {
  it("makes all moves in order", async () => {
    const log: string[] = [];
    await applyAll([createMove(log, "a"), createMove(log, "b")]);
    expect(log).to.deep.equal(["+a", "+b"]);
  });

  it("takes back what was made, the last first, when one fails", async () => {
    const log: string[] = [];
    const work = applyAll([
      createMove(log, "a"),
      createMove(log, "b"),
      createMove(log, "c", { fails: "apply" }),
    ]);
    expect(await messageOf(work)).to.equal("apply c");
    expect(log).to.deep.equal(["+a", "+b", "-b", "-a"]);
  });

  it("goes on taking back when that fails, and tells every error", async () => {
    const log: string[] = [];
    const moves = [
      createMove(log, "a"),
      createMove(log, "b", { fails: "revert" }),
      createMove(log, "c", { fails: "apply" }),
    ];
    const error = await applyAll(moves).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(AggregateError);
    expect(error).to.have.property("errors").with.length(2);
    expect(log).to.deep.equal(["+a", "+b", "-a"]);
  });
});

function createMove(log: string[], name: string, { fails }: { fails?: "apply" | "revert" } = {}): Move {
  const act = (step: "apply" | "revert", sign: string) => {
    if (fails === step) return Promise.reject(new Error(`${step} ${name}`));
    log.push(`${sign}${name}`);
    return Promise.resolve();
  };
  return { apply: () => act("apply", "+"), revert: () => act("revert", "-") };
}

async function messageOf(work: Promise<void>): Promise<unknown> {
  return work.catch((error: unknown) => (error instanceof Error ? error.message : error));
}
