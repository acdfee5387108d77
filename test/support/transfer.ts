import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createStore } from "../../neurons/store.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { testEngineMemoryBytes, testLimits } from "./engine.ts";
import { ask } from "./http.ts";
import { createCard, createRun, publishRun, registerModel } from "./published.ts";
import { startRiskApi } from "./risk-api.ts";
import { run, type ProgramRun } from "./shell.ts";

export const networks = ["torus", "bitcoin"] as const;
const card = createCard("alert_scorer");
const modelBytes = Buffer.from("not a model, but its bytes");
const paths = [
  "/scores/alerts/torus/2025-10-30",
  "/rankings/alerts/torus/2025-10-30",
  "/scores/clusters/bitcoin/2025-10-29",
  "/networks",
  "/models/metadata?network=torus",
  "/models/download/alert_scorer?network=torus",
  "/dates/available?network=torus",
];

/** Starts a store of two networks whose engine lives in a data directory, as a running neuron has it. */
export async function startStore(dataDir: string): Promise<Store> {
  const store = openStore(
    {
      dataDir,
      engineMaxMemoryBytes: testEngineMemoryBytes,
      limits: testLimits,
      networks: networks.map((network) => ({ network, database: `${network}_db` })),
    },
    { clock: systemClock(), logger: silentLogger() },
  );
  await store.start(new AbortController().signal);
  return store;
}

/** Fills a started store and its data directory with publications, a model, a ban, and what no backup keeps. */
export async function fillNeuron(store: Store, dataDir: string): Promise<void> {
  const torus = store.database("torus");
  await publishRun(torus, createRun());
  await publishRun(torus, createRun({ publicationId: "older", processingDate: "2025-10-29", score: 0.125 }));
  await publishRun(store.database("bitcoin"), createRun({ processingDate: "2025-10-29", score: 0.75 }));
  await torus.insertRows("ingestions", [
    { window_days: 195, processing_date: "2025-10-30", batch_id: "b", file_hashes: { alerts: "md5:0" } },
  ]);
  await registerModel(torus, card, modelBytes.length);
  const files = {
    [`trained_models/torus/${card.model_id}.txt`]: modelBytes,
    "bans/ip-192.0.2.1.json": "{}",
    "replays/synapse": "nonces",
    "control/token": "secret",
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(dataDir, path, ".."), { recursive: true });
    await writeFile(join(dataDir, path), content);
  }
}

/** Returns what the API answers from a store and a data directory: status, tag and bytes of each path. */
export async function answersOf(store: Store, dataDir: string): Promise<readonly string[]> {
  const databases = new Map(networks.map((network) => [network, store.database(network)]));
  const api = await startRiskApi(databases, { modelDirectory: join(dataDir, "trained_models") });
  await api.index.refresh();
  try {
    const answers: string[] = [];
    for (const path of paths) {
      const { status, headers, body } = await ask(api.url, path);
      answers.push(`${path} ${status} ${headers.etag ?? ""} ${body.toString("base64")}`);
    }
    return answers;
  } finally {
    await api.stop();
  }
}

/** Runs a command on a data directory with real databases. */
export async function runOn(
  dataDir: string,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  return run([...command, "--data-dir", dataDir, "--network", networks.join(","), "--json"], {
    workingDirectory: dataDir,
    environment,
    createStore: (settings, tools, variant) =>
      Promise.resolve(createStore(settings, { ...tools, clock: systemClock() }, variant)),
  });
}
