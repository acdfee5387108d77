import { expect } from "chai";
import { findRoute } from "../../../../src/control/server/find-route.ts";
import { json, type ControlRoute } from "../../../../src/control/server/request.ts";

describe(findRoute.name, () => {
  it("finds a route by method and path, with the parts of the path decoded", () => {
    expect(find("DELETE", "/bans/2001%3Adb8%3A%3A1")).to.deep.equal({ subject: "2001:db8::1" });
  });

  it("says which methods a path takes", () => {
    expect(findRoute(routes, "PUT", "/bans")).to.deep.equal({ route: undefined, allowed: ["GET", "POST"] });
  });

  it("knows no path that is longer, shorter, empty in a part or badly encoded", () => {
    for (const path of ["/", "/bans/", "/bans/a/b", "/bans/%", "//bans"]) {
      expect(findRoute(routes, "DELETE", path), path).to.deep.equal({ route: undefined, allowed: [] });
    }
  });
});

const routes: readonly ControlRoute[] = [
  createRoute("GET", "/bans"),
  createRoute("POST", "/bans"),
  createRoute("DELETE", "/bans/{subject}"),
];

function createRoute(method: ControlRoute["method"], path: string): ControlRoute {
  return { method, path, access: "token", handle: () => json({}) };
}

function find(method: string, path: string) {
  const found = findRoute(routes, method, path);
  return found.route === undefined ? undefined : found.params;
}
