import { expect } from "chai";
import { NeuronError } from "../../../src/lib/errors.ts";
import { expandHome, walletFiles } from "../../../src/wallet/layout.ts";

describe(walletFiles.name, () => {
  it("names the files as the ecosystem does", () => {
    expect(
      walletFiles({ walletPath: "/home/m/.bittensor/wallets/", name: "main", hotkey: "one" }),
    ).to.deep.equal({
      directory: "/home/m/.bittensor/wallets/main",
      coldkey: "/home/m/.bittensor/wallets/main/coldkey",
      coldkeyPublic: "/home/m/.bittensor/wallets/main/coldkeypub.txt",
      hotkeys: "/home/m/.bittensor/wallets/main/hotkeys",
      hotkey: "/home/m/.bittensor/wallets/main/hotkeys/one",
      hotkeyPublic: "/home/m/.bittensor/wallets/main/hotkeys/onepub.txt",
    });
  });

  for (const name of [
    "",
    ".",
    "..",
    "../coldkey",
    "a/b",
    "a\\b",
    "a\0",
    "a\n",
    "onepub.txt",
    "x".repeat(129),
  ]) {
    it(`refuses the name ${JSON.stringify(name).slice(0, 20)} for a wallet and for a hotkey`, () => {
      for (const names of [
        { name, hotkey: "default" },
        { name: "default", hotkey: name },
      ]) {
        expect(() => walletFiles({ walletPath: "/w", ...names }))
          .to.throw(NeuronError)
          .with.property("code", "USAGE_INVALID");
      }
    });
  }
});

describe(expandHome.name, () => {
  it("replaces ~ where a shell does", () => {
    expect(expandHome("~/.bittensor/wallets/", "/home/m")).to.equal("/home/m/.bittensor/wallets/");
    expect(expandHome("~", "/home/m")).to.equal("/home/m");
    for (const path of ["/a/~", "~other/wallets", "./wallets"])
      expect(expandHome(path, "/home/m")).to.equal(path);
  });
});
