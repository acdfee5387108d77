import { expect } from "chai";
import { RouteTable } from "../../../src/axon/route-table.ts";

describe(RouteTable.name, () => {
  it("finds a path as it was declared, with what it holds", () => {
    const table = createTable();
    expect(table.find({ method: "GET", url: "/scores" })).to.deep.equal({
      handler: "scores",
      raw: { params: {}, query: {} },
    });
    const { handler, raw } =
      table.find({ method: "GET", url: "/scores/torus/2025-10-30?limit=3&x=a%20b&x=c" }) ?? {};
    expect(handler).to.equal("day");
    expect(raw?.params).to.deep.equal({ network: "torus", date: "2025-10-30" });
    expect({ ...(raw?.query as object) }).to.deep.equal({ limit: "3", x: ["a b", "c"] });
  });

  it("takes the first that fits", () => {
    expect(createTable().find({ method: "GET", url: "/scores/torus/latest" })?.handler).to.equal("latest");
  });

  it("passes by a route that does not accept what the path holds", () => {
    const table = createTable();
    table.add({ method: "get", path: "/days/{day}", accepts: ({ day }) => day === "monday" }, "monday");
    table.add({ method: "get", path: "/days/{name}" }, "any");
    expect(table.find({ method: "GET", url: "/days/monday" })?.handler).to.equal("monday");
    expect(table.find({ method: "GET", url: "/days/friday" })).to.deep.include({ handler: "any" });
  });

  it("finds HEAD with GET, and POST apart from both", () => {
    const table = createTable();
    expect(table.find({ method: "HEAD", url: "/scores" })?.handler).to.equal("scores");
    expect(table.find({ method: "POST", url: "/Echo" })?.handler).to.equal("echo");
    expect(table.find({ method: "GET", url: "/Echo" })).to.equal(undefined);
    expect(table.find({ method: "POST", url: "/scores" })).to.equal(undefined);
    expect(table.find({ method: "OPTIONS", url: "/scores" })).to.equal(undefined);
  });

  for (const url of [
    "",
    "*",
    "/",
    "scores",
    "/scores/",
    "/SCORES",
    "//scores",
    "/scores#there",
    "/sc%6Fres",
    "/scores/torus/%2e%2e",
    "/scores/torus/..",
    "/scores/torus/.env",
    "/scores;a",
    "/scores\0",
    "http://localhost/scores",
    "/scores/torus",
    "/scores/torus/latest/x",
  ]) {
    it(`leaves ${JSON.stringify(url)} to others`, () => {
      expect(createTable().find({ method: "GET", url })).to.equal(undefined);
    });
  }
});

function createTable(): RouteTable<string> {
  const table = new RouteTable<string>();
  table.add({ method: "get", path: "/scores" }, "scores");
  table.add({ method: "get", path: "/scores/{network}/latest" }, "latest");
  table.add({ method: "get", path: "/scores/{network}/{date}" }, "day");
  table.add({ method: "post", path: "/Echo" }, "echo");
  return table;
}
