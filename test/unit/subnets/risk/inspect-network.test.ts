import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { findDamagedModels } from "../../../../src/subnets/risk/inspect-network.ts";
import type { ModelRegistry } from "../../../../src/subnets/risk/models/registry.ts";
import { createCard } from "../../../support/published.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(findDamagedModels.name, () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await makeTempDir();
    path = join(directory, "model.txt");
    await writeFile(path, "trees");
  });
  afterEach(() => removeTempDir(directory));

  const registry: Pick<ModelRegistry, "findActive"> = {
    findActive: (modelType) => {
      if (modelType === "alert_ranker") return Promise.resolve(undefined);
      if (modelType === "cluster_scorer")
        return Promise.reject(new NeuronError("MODEL_REFUSED", "A torn card"));
      const sha256 = createHash("sha256").update("trees").digest("hex");
      const file = { path, sha256, algorithm: "xgboost" } as const;
      return Promise.resolve({ modelId: "m", modelType, file, card: createCard(modelType) });
    },
  };
  const torn = { type: "cluster_scorer", reason: "A torn card" };

  it("names a card that cannot be read, and no model whose file is whole", async () => {
    expect(await findDamagedModels(registry, 195)).to.deep.equal([torn]);
  });

  it("names a file that is missing, and one that is another", async () => {
    await writeFile(path, "other trees");
    const other = { type: "alert_scorer", reason: `${path} is not the file that was trained` };
    expect(await findDamagedModels(registry, 195)).to.deep.equal([other, torn]);
    await removeTempDir(directory);
    const missing = { type: "alert_scorer", reason: `${path} is missing` };
    expect(await findDamagedModels(registry, 195)).to.deep.equal([missing, torn]);
  });
});
