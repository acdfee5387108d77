import { randomBytes } from "node:crypto";
import { sr25519Verify, waitReady } from "@polkadot/wasm-crypto";
import { signerFromUri } from "../../src/wallet/secret-uri.ts";
import { verifySignature } from "../../src/wallet/verify-signature.ts";
import { median, type Bench } from "./bench.ts";

const keys = 64;
const messageBytes = 120;
const pairs = 4_000;

/** Signatures checked per second, over those of the library alone. Calls alternate: a machine's moods hit both. */
export const verifyVsLibrary: Bench = {
  name: "wallet.verify_vs_library",
  target: { atLeast: 0.85 },
  measure: async () => {
    await waitReady();
    const signed = Array.from({ length: keys }, () => {
      const signer = signerFromUri(`0x${randomBytes(32).toString("hex")}`);
      const message = randomBytes(messageBytes);
      return { publicKey: signer.publicKey, message, signature: signer.sign(message) };
    });
    const [ours, library]: [number[], number[]] = [[], []];
    for (let pair = 0; pair < pairs; pair += 1) {
      const entry = signed[pair % keys];
      if (entry === undefined) continue;
      ours.push(timeOf(() => verifySignature(entry)));
      library.push(timeOf(() => sr25519Verify(entry.signature, entry.message, entry.publicKey)));
    }
    return median(library) / median(ours);
  },
};

function timeOf(verify: () => boolean): number {
  const startedAt = performance.now();
  if (!verify()) throw new Error("A good signature was refused");
  return performance.now() - startedAt;
}
