import { runEngineVariable, startTestEngine } from "./engine.ts";
import { makeTempDir, removeTempDir } from "./temp-dir.ts";

let stop: () => Promise<void> = () => Promise.resolve();

/** Mocha calls this once, before it starts the processes that run the test files. */
export async function mochaGlobalSetup(): Promise<void> {
  const dataDir = await makeTempDir();
  const engine = await startTestEngine(dataDir);
  process.env[runEngineVariable] = dataDir;
  stop = async () => {
    await engine.stop();
    await removeTempDir(dataDir);
  };
}

/** Mocha calls this once, after the last test. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stop();
}
