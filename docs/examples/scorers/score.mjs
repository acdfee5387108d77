// node score.mjs <features.csv> <scores.csv>
import { createReadStream, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [featuresPath, scoresPath] = process.argv.slice(2);
const scores = ["alert_id,score"];
let columns;
for await (const line of createInterface(createReadStream(featuresPath))) {
  const cells = line.split(",").map((cell) => cell.replace(/^"|"$/g, ""));
  if (columns === undefined) {
    columns = cells;
    continue;
  }
  const degree = Number(cells[columns.indexOf("address_degree_total")]);
  scores.push(`${cells[0]},${Number.isNaN(degree) ? 0.1 : 0.3 / (1 + Math.log1p(degree))}`);
}
writeFileSync(scoresPath, `${scores.join("\n")}\n`);
