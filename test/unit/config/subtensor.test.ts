import { expect } from "chai";
import { chooseEndpoints, isWebsocketUrl, namedNetworks } from "../../../src/config/subtensor.ts";
import { NeuronError } from "../../../src/lib/errors.ts";

describe(chooseEndpoints.name, () => {
  it("knows the networks by name", () => {
    for (const [network, url] of namedNetworks) {
      expect(chooseEndpoints({ network, chainEndpoint: [] }, true).urls).to.deep.equal([url]);
    }
  });

  it("takes an address for a network", () => {
    const { urls } = chooseEndpoints({ network: "wss://own.example", chainEndpoint: [] }, true);
    expect(urls).to.deep.equal(["wss://own.example"]);
  });

  it("lets the explicit endpoint win, and says so when it contradicts the network", () => {
    const settings = { network: "test", chainEndpoint: ["ws://one", "ws://two"] };
    const chosen = chooseEndpoints(settings, true);
    expect(chosen.urls).to.deep.equal(["ws://one", "ws://two"]);
    expect(chosen.conflict).to.include("ws://one").and.include("test");
  });

  it("sees no contradiction to a network that nobody chose, or that has the endpoint", () => {
    const chainEndpoint = ["ws://127.0.0.1:9944"];
    expect(chooseEndpoints({ network: "finney", chainEndpoint }, false).conflict).to.equal(undefined);
    expect(chooseEndpoints({ network: "local", chainEndpoint }, true).conflict).to.equal(undefined);
  });

  it("refuses a network that is neither", () => {
    expect(() => chooseEndpoints({ network: "mainnet", chainEndpoint: [] }, true))
      .to.throw(NeuronError)
      .with.property("code", "CONFIG_INVALID");
  });
});

describe(isWebsocketUrl.name, () => {
  it("takes addresses of websockets, and no passwords in them", () => {
    for (const url of ["ws://127.0.0.1:9944", "wss://[::1]:443/path", "ws://a"]) {
      expect(isWebsocketUrl(url), url).to.equal(true);
    }
    for (const url of ["http://a", "ws://", "wss://user:secret@a", "a", "", "ws://a b"]) {
      expect(isWebsocketUrl(url), url).to.equal(false);
    }
  });
});
