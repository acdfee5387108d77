import { readdir, readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { expect } from "chai";
import { describeSettings } from "../../../src/config/describe.ts";
import { resolveSources } from "./resolve-sources.ts";

describe("the files in config", () => {
  it("are all tested here", async () => {
    expect(await readdir(folder)).to.have.members(["default.yaml", "env.example", "risk.example.yaml"]);
  });

  it("change nothing in default.yaml", async () => {
    const rows = describeSettings(resolveSources({ yaml: await read("default.yaml") }));
    expect(rows).to.deep.equal(describeSettings(resolveSources()));
  });

  it("show true defaults in default.yaml", async () => {
    const yaml = (await read("default.yaml")).replace(/^#/gm, "");
    const rows = describeSettings(resolveSources({ yaml }));
    expect(rows.filter(({ source }) => source !== "default")).to.have.length.above(20);
    expect(rows.map(({ value }) => value)).to.deep.equal(
      describeSettings(resolveSources()).map(({ value }) => value),
    );
  });

  it("load without a problem in env.example, as it is and with every line in use", async () => {
    const text = await read("env.example");
    expect(resolveSources({ dotEnv: parseEnv(text) }).settings.networks).to.deep.equal(["torus"]);
    const everyLine = parseEnv(text.replace(/^#(?=[A-Z])/gm, ""));
    expect(Object.keys(everyLine)).to.include("TORUS_CLICKHOUSE_PASSWORD");
    expect(resolveSources({ dotEnv: everyLine }).settings.clickhouse.host).to.equal("localhost");
  });

  it("load without a problem in risk.example.yaml", async () => {
    const { settings } = resolveSources({ yaml: await read("risk.example.yaml") });
    expect(settings.networks).to.deep.equal(["torus", "bitcoin"]);
    expect(settings.networkOverrides.get("bitcoin")?.clickhouse?.port).to.equal(8443);
  });
});

const folder = new URL("../../../../config/", import.meta.url);

async function read(file: string): Promise<string> {
  return readFile(new URL(file, folder), "utf8");
}
