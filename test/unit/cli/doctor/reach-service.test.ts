import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { askReachService } from "../../../../src/cli/doctor/reach-service.ts";

describe(askReachService.name, () => {
  let server: Server;
  let base: string;
  let answer: { status: number; body: string };
  let asked: string;

  before(async () => {
    server = createServer((request, response) => {
      asked = request.url ?? "";
      response.writeHead(answer.status).end(answer.body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    // True: it listens on a port.
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const ask = (ip = "198.51.100.7") => askReachService(`${base}/try/{ip}/{port}`, { ip, port: 8_091 });

  it("fills the address in", async () => {
    answer = { status: 200, body: "true" };
    await ask();
    expect(asked).to.equal("/try/198.51.100.7/8091");
    await ask("2001:db8::1");
    expect(asked).to.equal("/try/[2001:db8::1]/8091");
  });

  for (const [body, kind] of [
    ["true", "reached"],
    ["True\n", "reached"],
    ['{"ip":"198.51.100.7","port":8091,"reachable":true}', "reached"],
    ["false", "not-reached"],
    ['{"reachable":false}', "not-reached"],
    ["<html>open</html>", "unknown"],
    ["", "unknown"],
  ] as const) {
    it(`takes ${JSON.stringify(body)} for ${kind}`, async () => {
      answer = { status: 200, body };
      expect((await ask()).kind).to.equal(kind);
    });
  }

  it("knows nothing when the service refuses or is not there", async () => {
    answer = { status: 429, body: "true" };
    expect((await ask()).kind).to.equal("unknown");
    const nobody = await askReachService("http://127.0.0.1:1/{port}", { ip: "198.51.100.7", port: 8_091 });
    expect(nobody.kind).to.equal("unknown");
  });
});
