import { expect } from "chai";
import { setTimeout as pause } from "node:timers/promises";
import { RpcConnection } from "../../../src/chain/connection/rpc.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { codeOf } from "../../support/errors.ts";
import { startRpcServer, type RpcServer } from "../../support/rpc-server.ts";

const settings = { connectTimeoutMs: 5_000, callTimeoutMs: 5_000 };

describe(RpcConnection.name, () => {
  let node: RpcServer;
  let connection: RpcConnection;
  let answers: (() => void)[];

  beforeEach(async () => {
    answers = [];
    const slow = () => new Promise((resolve) => answers.push(() => resolve("late")));
    node = await startRpcServer({ slow });
    const deps = { clock: systemClock(), signal: new AbortController().signal };
    connection = await RpcConnection.open(node.url, deps, settings);
  });

  afterEach(async () => {
    await connection.close();
    await node.stop();
  });

  it("waits for many answers at once, of which nobody is warned", async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => warnings.push(warning);
    process.on("warning", hear);
    try {
      const calls = Array.from({ length: 40 }, () => connection.call("slow", []));
      while (answers.length < calls.length) await pause(5);
      for (const answer of answers) answer();
      expect(new Set(await Promise.all(calls))).to.deep.equal(new Set(["late"]));
      expect(warnings.map(({ message }) => message)).to.deep.equal([]);
    } finally {
      process.off("warning", hear);
    }
  });

  it("fails every call that waits when it is closed", async () => {
    const calls = Array.from({ length: 3 }, () => codeOf(connection.call("slow", [])));
    while (answers.length < calls.length) await pause(5);
    await connection.close();
    expect(await Promise.all(calls)).to.deep.equal(calls.map(() => "CHAIN_UNAVAILABLE"));
  });
});
