import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { openControl } from "../../../../src/cli/control/client.ts";
import { controlFilesIn, loadToken, saveAddress } from "../../../../src/control/server/token-file.ts";
import { run } from "../../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

const addressSchema = z.object({ port: z.number() });

describe(openControl.name, () => {
  for (const [status, code, told, exitCode] of [
    [400, "USAGE_INVALID", "USAGE_INVALID", 64],
    [401, "USAGE_INVALID", "PEER_REFUSED", 77],
    [409, "LOCKED", "LOCKED", 75],
    [503, "STORE_UNAVAILABLE", "STORE_UNAVAILABLE", 75],
    [500, "DISK_FULL", "DISK_FULL", 75],
    [500, "NO_CODE_OF_OURS", "PEER_REFUSED", 77],
  ] as const) {
    it(`leads to ${told} where the neuron answers ${status} with ${code}`, async () => {
      const workingDirectory = await makeTempDir();
      const server = createServer((_, response) => {
        response.writeHead(status).end(JSON.stringify({ error: { code, message: "As it is" } }));
      });
      try {
        await once(server.listen(0, "127.0.0.1"), "listening");
        const { port } = addressSchema.parse(server.address());
        const files = controlFilesIn(join(workingDirectory, "data"));
        await loadToken(files.token);
        await saveAddress(files.address, { url: `http://127.0.0.1:${port}`, pid: process.pid });
        const ended = await run(["jobs", "list", "--json"], { workingDirectory });
        expect(JSON.parse(ended.stdout)).to.deep.equal({ error: { code: told, message: "As it is" } });
        expect(ended.exitCode).to.equal(exitCode);
      } finally {
        server.closeAllConnections();
        server.close();
        await removeTempDir(workingDirectory);
      }
    });
  }
});
