import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";

/** The reference for what caching saves: the same answer parsed, made to text and compressed for every request. */
const [path = "", port = "0"] = process.argv.slice(2);
const text = gunzipSync(await readFile(path)).toString("utf8");

createServer((_request, response) => {
  const body = gzipSync(JSON.stringify(JSON.parse(text)));
  response.writeHead(200, {
    "Content-Type": "application/json",
    "Content-Encoding": "gzip",
    "Content-Length": body.length,
  });
  response.end(body);
}).listen(Number(port), "127.0.0.1", () => process.send?.("ready"));
