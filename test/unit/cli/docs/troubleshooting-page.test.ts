import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { completeCodes, headingOf, unwritten } from "../../../../src/cli/docs/troubleshooting-page.ts";
import { getErrorCodes } from "../../../../src/lib/errors.ts";

describe(completeCodes.name, () => {
  let page: string;
  before(async () => {
    page = await readFile(new URL("../../../../../docs/troubleshooting.md", import.meta.url), "utf8");
  });

  it("finds nothing to add to docs/troubleshooting.md (else: npm run docs:api, and write what it added)", () => {
    expect(completeCodes(page)).to.equal(page);
    expect(page).to.not.include(unwritten);
  });

  it("finds a cause and a fix for every code", () => {
    for (const code of getErrorCodes()) {
      const section = page.slice(page.indexOf(headingOf(code))).split("\n### ", 1)[0];
      expect(section, code).to.match(/\n- Cause: [\w`][^]+\n- Fix: [\w`]/);
    }
  });

  it("adds a section for a code that is missing, and corrects a heading", () => {
    const completed = completeCodes("# Page\n\n### `LOCKED`: exit 1, wrong\n\ntext\n");
    expect(completed).to.include("### `LOCKED`: exit 75, retryable\n\ntext\n");
    expect(completed).to.include(`### \`INTERNAL\`: exit 70, fatal\n\n- Cause: ${unwritten}\n`);
  });
});
