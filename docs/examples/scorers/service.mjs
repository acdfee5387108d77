// node service.mjs <port>: answers a POST of features.csv with alert_id,score
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const server = createServer(async (request, response) => {
  let columns;
  response.setHeader("content-type", "text/csv").write("alert_id,score\n");
  for await (const line of createInterface(request)) {
    const cells = line.split(",").map((cell) => cell.replace(/^"|"$/g, ""));
    if (columns === undefined) {
      columns = cells;
      continue;
    }
    const degree = Number(cells[columns.indexOf("address_degree_total")]);
    response.write(`${cells[0]},${Number.isNaN(degree) ? 0.1 : 0.3 / (1 + Math.log1p(degree))}\n`);
  }
  response.end();
});
server.listen(Number(process.argv[2]), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);
