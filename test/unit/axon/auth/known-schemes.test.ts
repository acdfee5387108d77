import { expect } from "chai";
import { schemesNamed } from "../../../../src/axon/auth/known-schemes.ts";
import { resolveSources } from "../../config/resolve-sources.ts";

describe(schemesNamed.name, () => {
  it("knows every scheme that the settings take, three of them by default", () => {
    const names = (dotEnv: Record<string, string>): string[] =>
      schemesNamed(resolveSources({ dotEnv }).settings.auth.schemes).map(({ name }) => name);
    expect(names({})).to.deep.equal(["synapse", "btauth", "epistula"]);
    const all = "oro,fiber,epistula,btauth,synapse";
    expect(names({ NEURON_AUTH_SCHEMES: all }).join(",")).to.equal(all);
  });
});
