import { expect } from "chai";
import type { Chain } from "../../../../../src/devnet/chain/machine/chain.ts";
import type { RpcContext } from "../../../../../src/devnet/chain/rpc/method.ts";
import { Session } from "../../../../../src/devnet/chain/rpc/session.ts";

type Head = Pick<Chain["head"], "header">;
type ChainListener = { head?(block: Head): void };

describe(Session.name, () => {
  it("names a subscription before its first result", () => {
    const { session, sent } = createSession();
    session.receive(request(1, "chain_subscribeNewHeads"));
    expect(sent[0]).to.include({ id: 1 });
    expect(sent[1]).to.have.nested.property("params.subscription", sent[0]?.["result"]);
  });

  it("sends nothing more after an unsubscription, which says whether there was one", () => {
    const { session, sent, tell } = createSession();
    session.receive(request(1, "chain_subscribeNewHeads"));
    const name = sent[0]?.["result"];
    session.receive(request(2, "chain_unsubscribeNewHeads", name));
    session.receive(request(3, "chain_unsubscribeNewHeads", name));
    tell();
    expect(sent.slice(2)).to.deep.equal([
      { jsonrpc: "2.0", id: 2, result: true },
      { jsonrpc: "2.0", id: 3, result: false },
    ]);
  });

  it("ends all subscriptions when it is closed", () => {
    const { session, sent, tell } = createSession();
    session.receive(request(1, "chain_subscribeNewHeads"));
    session.close();
    tell();
    expect(sent).to.have.length(2);
  });

  it("refuses more subscriptions than it keeps", () => {
    const { session, sent } = createSession();
    for (let id = 0; id <= 1_024; id += 1) session.receive(request(id, "chain_subscribeNewHeads"));
    expect(sent.at(-1)).to.have.nested.property("error.code", -32_006);
  });

  it("answers what goes wrong inside with an error of its own", () => {
    const { session, sent } = createSession();
    session.receive(request(1, "chain_getFinalizedHead"));
    expect(sent[0]).to.have.nested.property("error.code", -32_603);
  });
});

/** A session on a chain that has a head and listeners, and fails at everything else. */
function createSession() {
  const sent: Record<string, unknown>[] = [];
  const listeners = new Set<ChainListener>();
  const head = { header: {} } as Head;
  const chain = {
    head,
    listen: (listener: ChainListener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get finalized(): never {
      throw new Error("No block is final");
    },
  };
  const context = { chain } as unknown as RpcContext;
  const session = new Session(context, (text) => sent.push(JSON.parse(text) as Record<string, unknown>));
  return { session, sent, tell: () => listeners.forEach((listener) => listener.head?.(head)) };
}

function request(id: number, method: string, ...params: unknown[]): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params });
}
