import { expect } from "chai";
import type { IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import { findDenial } from "../../../../src/control/server/access.ts";
import type { ControlAccess } from "../../../../src/control/server/request.ts";

const token = "A".repeat(43);
const right = { authorization: `Bearer ${token}` };

describe(findDenial.name, () => {
  it("lets in who has the token", () => {
    expect(statusOf("token", right)).to.equal(undefined);
  });

  it("asks for the token, and takes no other", () => {
    for (const authorization of [
      undefined,
      "",
      "Bearer",
      `Bearer ${token}x`,
      `Basic ${token}`,
      `Bearer  ${token}`,
    ]) {
      expect(statusOf("token", { authorization }), String(authorization)).to.equal(401);
    }
  });

  it("lets programs of this machine ask for what is local, without the token", () => {
    for (const from of ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"]) {
      expect(statusOf("local", {}, from), from).to.equal(undefined);
    }
  });

  it("asks others for the token there, those behind a proxy of this machine too", () => {
    expect(statusOf("local", {}, "192.0.2.1")).to.equal(401);
    expect(statusOf("local", right, "192.0.2.1")).to.equal(undefined);
    expect(statusOf("local", { "x-forwarded-for": "192.0.2.1" })).to.equal(401);
    expect(statusOf("local", { forwarded: "for=192.0.2.1" })).to.equal(401);
  });

  it("refuses a name that somebody let point to this machine, the token or not", () => {
    for (const host of ["evil.example", "evil.example:8198", "127.0.0.1.evil.example", "", undefined]) {
      expect(statusOf("anyone", { ...right, host }), String(host)).to.equal(421);
    }
  });

  it("knows addresses, localhost and the configured host", () => {
    for (const host of ["127.0.0.1:8198", "localhost:8198", "[::1]:8198", "Neuron.internal:8198"]) {
      expect(statusOf("anyone", { host }), host).to.equal(undefined);
    }
  });

  it("refuses pages of other origins, the token or not", () => {
    expect(statusOf("token", { ...right, origin: "http://127.0.0.1:9999" })).to.equal(403);
    expect(statusOf("token", { ...right, origin: "null" })).to.equal(403);
    expect(statusOf("token", { ...right, origin: "http://127.0.0.1:8198" })).to.equal(undefined);
  });
});

function statusOf(
  access: ControlAccess,
  headers: { readonly [Name in keyof IncomingHttpHeaders]: IncomingHttpHeaders[Name] | undefined },
  from = "127.0.0.1",
): number | undefined {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: from });
  const given = Object.fromEntries(
    Object.entries({ host: "127.0.0.1:8198", ...headers }).filter(([, value]) => value !== undefined),
  );
  const settings = { host: "neuron.internal", token, tokenFile: "control/token" };
  return findDenial({ headers: given, socket }, access, settings)?.status;
}
