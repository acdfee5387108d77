import { createServer } from "node:http";
import { readFile } from "node:fs/promises";

/** The reference for cached answers: node:http and nothing else, sending the bytes of a file, which are gzip. */
const [path = "", port = "0"] = process.argv.slice(2);
const body = await readFile(path);
const headers = {
  "Content-Type": "application/json",
  "Content-Encoding": "gzip",
  "Content-Length": body.length,
};

createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
}).listen(Number(port), "127.0.0.1", () => process.send?.("ready"));
