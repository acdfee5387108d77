import { expect } from "chai";
import { labelRows, riskByType } from "../../../../src/devnet/world/labels.ts";
import { createPopulation } from "../../../../src/devnet/world/population.ts";
import { createRandom } from "../../../../src/devnet/world/prng.ts";

describe(labelRows.name, () => {
  it("takes the risk from the type, by the producer's table", () => {
    for (const { address_type, risk_level } of createLabels(1)) {
      expect(Object.entries(riskByType)).to.deep.include([address_type, risk_level]);
    }
  });

  it("labels about the share asked for, and every exchange", () => {
    const addresses = new Set(createLabels(0.1).map(({ address }) => address));
    expect(addresses.size).to.be.within(85, 110);
    const exchanges = population.filter(({ kind }) => kind === "exchange");
    expect(addresses).to.include.all.keys(exchanges.map(({ address }) => address));
  });

  it("labels some twice and some wrongly, but few", () => {
    const labels = createLabels(1);
    const aliases = labels.filter(({ label }) => label.endsWith("(alias)"));
    expect(aliases.length).to.be.within(30, 130);
    const users = new Set(population.filter(({ kind }) => kind === "user").map(({ address }) => address));
    const slandered = labels.filter(
      ({ address, risk_level }) => users.has(address) && /high|critical/.test(risk_level),
    );
    expect(slandered.length).to.be.within(20, 100);
  });
});

const population = createPopulation(900, { fromMs: 0, untilMs: 86_400_000 }, createRandom("labels"));

function createLabels(labelShare: number) {
  return labelRows(
    population,
    { network: "torus", labelShare, updatedMs: 86_400_000 },
    createRandom("labels"),
  );
}
