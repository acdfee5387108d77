import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { externalAddress, type AddressService } from "../../../../src/chain/axon/external-address.ts";
import { httpAddressService } from "../../../../src/chain/axon/http-address-service.ts";
import { codeOf } from "../../../support/errors.ts";
import { recordingLogger } from "../../../support/log.ts";

const never = new AbortController().signal;
const asked = { externalIp: undefined, allowPrivate: false };

describe(externalAddress.name, () => {
  it("takes the configured address and asks nobody", async () => {
    const settings = { externalIp: "8.8.8.8", allowPrivate: false };
    expect(await externalAddress(deps([failing("a")]), settings)).to.equal("8.8.8.8");
  });

  it("refuses a configured address that nobody outside can reach", async () => {
    const settings = { externalIp: "192.168.1.7", allowPrivate: false };
    expect(await codeOf(externalAddress(deps([]), settings))).to.equal("ADDRESS_REFUSED");
  });

  it("takes the first answer that is an address, without the blanks around it", async () => {
    const services = [failing("a"), answering("<html>"), answering("10.0.0.1"), answering(" 8.8.4.4\n")];
    const { logger, ...rest } = deps(services);
    expect(await externalAddress({ ...rest, logger }, asked)).to.equal("8.8.4.4");
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn", "warn", "warn"]);
  });

  it("refuses when no service has an answer", async () => {
    expect(await codeOf(externalAddress(deps([answering("")]), asked))).to.equal("ADDRESS_REFUSED");
    expect(await codeOf(externalAddress(deps([]), asked))).to.equal("ADDRESS_REFUSED");
  });
});

describe(httpAddressService.name, () => {
  it("returns the beginning of the answer", async () => {
    expect(await askServer(200, "8.8.8.8\n")).to.equal("8.8.8.8\n");
    expect(await askServer(200, "x".repeat(10_000))).to.have.lengthOf(256);
  });

  it("refuses an answer that is a failure", async () => {
    expect(await codeOf(askServer(503, "8.8.8.8"))).to.equal("ADDRESS_REFUSED");
  });
});

async function askServer(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    // True for a server that listens on a port.
    const { port } = server.address() as AddressInfo;
    return await httpAddressService(`http://127.0.0.1:${port}/`).ask(never);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function deps(services: readonly AddressService[]) {
  return { services, logger: recordingLogger(), signal: never };
}

function answering(answer: string): AddressService {
  return { name: answer, ask: () => Promise.resolve(answer) };
}

function failing(name: string): AddressService {
  return { name, ask: () => Promise.reject(new Error("no route")) };
}
