import { expect } from "chai";
import { queryAddress } from "../../../src/store/query-address.ts";

describe(queryAddress.name, () => {
  const nothing = { database: "torus_db", params: {}, settings: {} };

  it("keeps the server's own path, as a proxy needs it", () => {
    expect(queryAddress("https://proxy/clickhouse", nothing).href).to.equal(
      "https://proxy/clickhouse?database=torus_db",
    );
  });

  it("gives a text no way out of its place", () => {
    const { searchParams } = queryAddress("http://server", {
      ...nothing,
      params: { text: "a'b\\\t\r\n&readonly=0", list: ["it's", "c,]d"] },
    });
    expect([...searchParams]).to.deep.equal([
      ["database", "torus_db"],
      ["param_text", "a\\'b\\\\\\t\\r\\n&readonly=0"],
      ["param_list", "['it\\'s','c,]d']"],
    ]);
  });

  it("writes numbers, truths and settings as the server reads them", () => {
    const { searchParams } = queryAddress("http://server", {
      ...nothing,
      params: { share: 0.1, yes: true, no: false },
      settings: { readonly: 2, format: "TSV" },
    });
    expect(Object.fromEntries(searchParams)).to.deep.equal({
      database: "torus_db",
      param_share: "0.1",
      param_yes: "1",
      param_no: "0",
      readonly: "2",
      format: "TSV",
    });
  });
});
