import { expandMetadata, type GenericExtrinsic, type GenericExtrinsicPayload } from "@polkadot/types";
import { hexToU8a, u8aToHex } from "@polkadot/util";
import { expect } from "chai";
import fc from "fast-check";
import { cryptoWaitReady } from "@polkadot/util-crypto";
import { findTransaction } from "../../../../../src/devnet/chain/extrinsics/decode.ts";
import { signedMessage } from "../../../../../src/devnet/chain/extrinsics/signed-message.ts";
import { loadRuntime, type Runtime } from "../../../../../src/devnet/chain/runtime/runtime.ts";
import { devKey, verifySignature } from "../../../../support/devnet.ts";

const genesisHash = `0x${"11".repeat(32)}`;
const blockHash = `0x${"22".repeat(32)}`;

describe(findTransaction.name, () => {
  let runtime: Runtime;

  before(async () => {
    await cryptoWaitReady();
    runtime = await loadRuntime("mainnet-219");
  });

  it("finds nothing, and never throws, in bytes that are no transaction", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(findTransaction(runtime, u8aToHex(bytes))).to.equal(undefined);
      }),
    );
  });

  it("finds nothing in a transaction that is cut short or goes on", () => {
    const hex = sign(0, 0, 5);
    for (const wrong of [hex.slice(0, -2), `${hex}00`, `0x${hex.slice(4)}`]) {
      expect(findTransaction(runtime, wrong)).to.equal(undefined);
    }
  });

  it("never throws at a transaction with a changed byte", () => {
    const bytes = hexToU8a(sign(1, 1, 3));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (index, value) => {
        const changed = bytes.with(index, value);
        const transaction = findTransaction(runtime, u8aToHex(changed));
        expect(transaction === undefined || transaction.hex === u8aToHex(changed)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it("reads back what the client has written, whatever nonce, tip and length", () => {
    const small = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(small, small, fc.integer({ min: 1, max: 200 }), (nonce, tip, count) => {
        const transaction = findTransaction(runtime, sign(nonce, tip, count));
        expect(transaction).to.deep.include({ nonce, tipRao: BigInt(tip), call: "set_weights" });
        expect(transaction?.args["dests"]).to.have.length(count);
        expect(transaction?.signer).to.equal(devKey("//Alice").address);
      }),
      { numRuns: 20 },
    );
  });

  it("leads to the message that the client has signed", () => {
    for (const count of [1, 200]) {
      const transaction = findTransaction(runtime, sign(3, 7, count));
      if (transaction === undefined) throw new Error("The transaction was not read");
      const message = signedMessage(runtime, transaction, { genesis: genesisHash, birth: blockHash });
      expect(verifySignature({ ...transaction, message })).to.equal(true);
    }
  });

  /** Signs with the client's own payload. */
  function sign(nonce: number, tip: number, count: number): string {
    const { registry, metadata, specVersion, transactionVersion } = runtime;
    const uids = Array.from({ length: count }, (_, uid) => uid);
    const call = expandMetadata(registry, metadata).tx["subtensorModule"]?.["setWeights"]?.(1, uids, uids, 0);
    const extrinsic = registry.createTypeUnsafe<GenericExtrinsic>("Extrinsic", [call]);
    const version = { specVersion, transactionVersion };
    const payload = { ...version, genesisHash, blockHash, era: "0x0500", nonce, tip, method: call?.toHex() };
    const typed = registry.createTypeUnsafe<GenericExtrinsicPayload>("ExtrinsicPayload", [
      payload,
      { version: 4 },
    ]);
    const { signature } = typed.sign(devKey("//Alice"));
    return extrinsic.addSignature(devKey("//Alice").address, signature, typed.toHex()).toHex();
  }
});
