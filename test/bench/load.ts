import { Agent, get } from "node:http";

/** Sends so many GETs for a gzip answer, `connections` at a time over kept-alive sockets, and reads every byte. */
export async function load(
  url: string,
  { requests, connections }: { requests: number; connections: number },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = requests;
  const worker = async () => {
    while (left-- > 0) await getOnce(url, agent);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
}

function getOnce(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "Accept-Encoding": "gzip" } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${String(response.statusCode)}`));
      response.resume().on("end", resolve).on("error", reject);
    }).on("error", reject);
  });
}
