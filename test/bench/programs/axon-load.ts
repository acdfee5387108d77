import { alice, mallory } from "../../support/axon.ts";
import { signRequest } from "../../support/signed-request.ts";
import { requestBytes, WireConnection } from "../../support/wire.ts";
import type { LoadJob, LoadResult, RequestKind } from "../axon-load-job.ts";

/** Signs requests, waits for the word, sends them and tells how they were answered. */
process.on("message", (message: unknown) => {
  if (message === "go") release();
  // Only the bench talks to it.
  else void work(message as LoadJob).then((result) => process.send?.(result));
});
process.once("disconnect", () => process.exit());
let release: () => void = () => undefined;
process.send?.("ready");

async function work(job: LoadJob): Promise<LoadResult> {
  const sentAtMs = Date.now();
  const requests = Array.from({ length: job.requests }, (_, index) =>
    bytesOf(job.kinds[index % job.kinds.length] ?? "signed", sentAtMs),
  );
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => WireConnection.open(job.url, job.localAddress)),
  );
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  process.send?.("prepared");
  await released;
  const run = new LoadRun(requests, job.perSecond);
  await Promise.all(connections.map((connection) => run.drive(connection)));
  for (const connection of connections) connection.close();
  return run.result();
}

let replayed: Buffer | undefined;

function bytesOf(kind: RequestKind, sentAtMs: number): Buffer {
  const encoding = { "Accept-Encoding": "gzip" };
  const timeoutMs = 60_000;
  switch (kind) {
    case "unsigned":
      return requestBytes({ path: "/scores", headers: encoding });
    case "replayed":
      return (replayed ??= bytesOf("signed", sentAtMs));
    case "unknown": {
      const { headers } = signRequest("synapse", { sentAtMs, timeoutMs, signer: mallory });
      const signature = `0x${"5a".repeat(64)}`;
      return requestBytes({
        path: "/scores",
        headers: { ...headers, ...encoding, bt_header_dendrite_signature: signature },
      });
    }
    case "signed": {
      const { headers } = signRequest("synapse", { sentAtMs, timeoutMs, signer: alice });
      return requestBytes({ path: "/scores", headers: { ...headers, ...encoding } });
    }
  }
}

/** Requests on their way: each connection takes the next one when it has its answer, at the rate that is asked for. */
class LoadRun {
  readonly #requests: readonly Buffer[];
  readonly #perSecond: number;
  readonly #startedAt = performance.now();
  readonly #statuses: Record<string, number> = {};
  readonly #latenciesMs: number[] = [];
  #sent = 0;

  constructor(requests: readonly Buffer[], perSecond: number) {
    this.#requests = requests;
    this.#perSecond = perSecond;
  }

  async drive(connection: WireConnection): Promise<void> {
    for (let request = this.#take(); request !== undefined; request = this.#take()) {
      await this.#untilDue(this.#sent - 1);
      const sentAt = performance.now();
      connection.send(request);
      const status = String((await connection.next())?.status ?? "lost");
      this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
      this.#latenciesMs.push(performance.now() - sentAt);
    }
  }

  result(): LoadResult {
    const sorted = this.#latenciesMs.toSorted((one, other) => one - other);
    return {
      statuses: this.#statuses,
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      perSecond: (1_000 * sorted.length) / (performance.now() - this.#startedAt),
    };
  }

  #take(): Buffer | undefined {
    return this.#requests[this.#sent++];
  }

  async #untilDue(index: number): Promise<void> {
    const waitMs = this.#startedAt + (1_000 * index) / this.#perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
