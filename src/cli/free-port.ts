import { once } from "node:events";
import { createServer } from "node:net";

/** Returns whether a server could listen there now. */
export async function isPortFree({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, "listening");
    server.listen(port, host);
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
