import { expect } from "chai";
import { isProbe } from "../../../../src/axon/guard/probes.ts";

describe(isProbe.name, () => {
  it("knows the paths of scanners", () => {
    for (const path of ["/", "/admin", "/wp-admin", "/.env", "/.git/config", "/cgi-bin/x"]) {
      expect(isProbe(path), path).to.equal(true);
    }
  });

  it("takes nothing for a probe that a caller may mistype", () => {
    for (const path of ["/health", "/scores", "/AlertScores", "/docs/", "/.environment", "/favicon.ico"]) {
      expect(isProbe(path), path).to.equal(false);
    }
  });
});
