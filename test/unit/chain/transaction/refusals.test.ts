import { expect } from "chai";
import { RpcRefusal } from "../../../../src/chain/connection/rpc.ts";
import { explainPoolRefusal } from "../../../../src/chain/transaction/refusals.ts";

const serveAxon = { call: "serve_axon", specVersion: 425 };

describe(explainPoolRefusal.name, () => {
  it("names a custom error, as nodes and as chopsticks report it", () => {
    for (const refusal of [
      { message: "1010: Invalid Transaction: Custom error: 12", data: "Custom error: 12" },
      { message: '1010: {"invalid":{"custom":12}}', data: undefined },
    ]) {
      const error = explainPoolRefusal(pool(refusal), serveAxon);
      expect(error.code).to.equal("CHAIN_REFUSED");
      expect(error.context["reason"]).to.equal("ServingRateLimitExceeded");
      expect(error.message).not.to.include("Custom error");
    }
  });

  it("names what the pool itself refuses", () => {
    const reasons = {
      Stale: '1010: {"invalid":{"stale":null}}',
      BadProof: "1010: Invalid Transaction: Transaction has a bad signature",
      Future: "1010: Invalid Transaction: Transaction will be valid in the future",
    };
    for (const [reason, message] of Object.entries(reasons)) {
      const error = explainPoolRefusal(pool({ message, data: undefined }), serveAxon);
      expect(error.context["reason"]).to.equal(reason);
    }
  });

  it("tells an account that cannot pay apart", () => {
    for (const message of [
      '1010: {"invalid":{"payment":null}}',
      "1010: Invalid Transaction: Inability to pay some fees (e.g. account balance too low)",
    ]) {
      const error = explainPoolRefusal(pool({ message, data: undefined }), serveAxon);
      expect(error.code).to.equal("FUNDS_INSUFFICIENT");
    }
  });

  it("says so when it does not know the reason", () => {
    const error = explainPoolRefusal(
      pool({ message: "1016: Immediately dropped", data: undefined, code: 1016 }),
      serveAxon,
    );
    expect(error.context["reason"]).to.equal("Pool1016");
  });
});

function pool({ code = 1010, ...rest }: { message: string; data: unknown; code?: number }): RpcRefusal {
  return new RpcRefusal("author_submitAndWatchExtrinsic", { code, ...rest });
}
