import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { saveBan } from "../../../src/axon/guard/ban-files.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { verifySignature } from "../../../src/wallet/verify-signature.ts";
import { alice, createDocumentRoute, startTestAxon, unlimited } from "../../support/axon.ts";

/** An axon that serves one cached day of 10,000 alerts to validators, and measures itself when it is asked. */
const [dataDirectory = "", bannedIp = ""] = process.argv.slice(2);
const alerts = 10_000;
const verifications = 2_000;

const rows = Array.from({ length: alerts }, () => ({
  alert_id: randomUUID(),
  score: Math.random(),
  latency_ms: 0.25,
}));
await saveBan(join(dataDirectory, "bans"), {
  kind: "ip",
  name: bannedIp,
  reason: "For the bench",
  by: "operator",
  bannedAtMs: Date.now(),
  untilMs: undefined,
});
const axon = await startTestAxon(
  { routes: [createDocumentRoute("/scores", rows)], clock: systemClock() },
  { dataDirectory, guard: unlimited },
);

process.on("message", (question: unknown) => {
  if (question === "cpu") process.send?.(cpuMs());
  if (question === "memory") process.send?.(memoryMegabytes());
  if (question === "verify") process.send?.(cpuMsPerVerification());
});
process.once("disconnect", () => void axon.stop());
process.send?.(axon.url());

/** CPU time of this process so far, in milliseconds. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What is in use once the garbage is gone, outside the heap too. */
function memoryMegabytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

function cpuMsPerVerification(): number {
  const message = Buffer.alloc(250, "btauth/1");
  const signed = { publicKey: alice.publicKey, message, signature: alice.sign(message) };
  const before = cpuMs();
  for (let count = 0; count < verifications; count += 1) {
    if (!verifySignature(signed)) throw new Error("A good signature was refused");
  }
  return (cpuMs() - before) / verifications;
}
