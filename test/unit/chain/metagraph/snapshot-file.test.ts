import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { expect } from "chai";
import type { KeptSnapshot } from "../../../../src/chain/metagraph/snapshot-file.ts";
import {
  findKeptSnapshot,
  keepSnapshot,
  parseSnapshot,
  renderSnapshot,
} from "../../../../src/chain/metagraph/snapshot-file.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe("the snapshot file", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });

  afterEach(() => removeTempDir(directory));

  it("gives back what was kept, in a directory that it makes", async () => {
    const path = join(directory, "chain", "metagraph.json");
    await keepSnapshot(path, kept());
    expect(await findKeptSnapshot(path)).to.deep.equal(kept());
  });

  it("is like none when it is missing, broken or of another form", async () => {
    const path = join(directory, "metagraph.json");
    expect(await findKeptSnapshot(path)).to.equal(undefined);
    for (const text of [
      "",
      "{",
      "null",
      renderSnapshot(kept()).slice(0, -9),
      renderSnapshot(kept()).replace('"format":1', '"format":2'),
    ]) {
      await writeFile(path, text);
      expect(await findKeptSnapshot(path)).to.equal(undefined);
      expect(parseSnapshot(text)).to.equal(undefined);
    }
  });
});

function kept(): KeptSnapshot {
  const hotkey = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
  const neuron = { hotkey, coldkey: hotkey, validatorPermit: true, stakeRao: 2n ** 63n, lastUpdate: 3 };
  return {
    takenAtMs: 1_700_000_000_000,
    snapshot: {
      netuid: 46,
      genesisHash: "0x45",
      block: 100,
      source: "selective-metagraph",
      stakeMeasure: "weight",
      neurons: [
        { uid: 0, axon: undefined, ...neuron },
        {
          uid: 1,
          axon: { block: 9, version: 1, ip: "::1", port: 1, protocol: 4 },
          ...neuron,
          earnings: { emissionRao: 2n ** 63n, incentive: 0.25 },
        },
      ],
    },
  };
}
