import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { apiPage, documentedEndpoints } from "../../../../src/cli/docs/api-page.ts";
import { essentialArrows, replaceImports } from "../../../../src/cli/docs/architecture-page.ts";
import { importsIn, partOf, readImportGraph } from "../../../../src/cli/docs/import-graph.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";

const checkout = fileURLToPath(new URL("../../../../../", import.meta.url));
const page = (name: string) => readFile(`${checkout}docs/${name}`, "utf8");

describe(apiPage.name, () => {
  it("is what docs/api.md says (else: npm run docs:api)", async () => {
    expect(await page("api.md")).to.equal(apiPage(documentedEndpoints()));
  });

  it("has every endpoint, with its fields and its errors", async () => {
    const text = await page("api.md");
    for (const { method, path } of documentedEndpoints()) {
      expect(text).to.include(`### ${method.toUpperCase()} ${path}\n`);
    }
    expect(text).to.include("`scores[].alert_id`");
    expect(text).to.match(/Errors: .*422/);
  });
});

describe(replaceImports.name, () => {
  it("finds the imports of docs/architecture.md as they are (else: npm run docs:architecture)", async () => {
    const text = await page("architecture.md");
    expect(replaceImports(text, await readImportGraph(checkout))).to.equal(text);
  });

  it("refuses a page without its markers", () => {
    expect(() => replaceImports("", []))
      .to.throw(NeuronError)
      .with.property("code", "USAGE_INVALID");
  });
});

describe(essentialArrows.name, () => {
  it("leaves out what a longer way implies", () => {
    const graph = [createPart("a", ["b", "c"]), createPart("b", ["c"]), createPart("c", [])];
    expect(essentialArrows(graph)).to.deep.equal([
      ["a", "b"],
      ["b", "c"],
    ]);
  });
});

describe(importsIn.name, () => {
  it("finds imports of values, of types, over several lines, passed on, and on demand", () => {
    const text = `import { a } from "./a.ts";
import type { B } from "../b.ts";
import {
  c,
} from "node:c";
export { d } from "d";
const e = await import("./e.ts");
const text = "from nowhere";`;
    expect(importsIn(text)).to.deep.equal(["./a.ts", "../b.ts", "node:c", "d", "./e.ts"]);
  });
});

describe(partOf.name, () => {
  it("names folders of src, each subnet, and the entry points", () => {
    expect(partOf("src/axon/auth/checks.ts")).to.equal("src/axon");
    expect(partOf("src/subnets/risk/batch.ts")).to.equal("src/subnets/risk");
    expect(partOf("neurons/axon.ts")).to.equal("neurons");
  });
});

function createPart(part: string, parts: readonly string[]) {
  return { part, parts, packages: [] };
}
