import { expect } from "chai";
import { z } from "zod";
import { bodyHashOf } from "../../../../src/protocol/synapse/body-hash.ts";
import { pythonJson } from "../../../../src/protocol/json/write-json.ts";
import { defineSynapse } from "../../../../src/protocol/synapse/declaration.ts";
import { placeholdersFor } from "../../../../src/protocol/synapse/placeholders.ts";
import { readSynapseHeaders } from "../../../../src/protocol/synapse/read-headers.ts";
import { fieldsJson, synapseJson } from "../../../../src/protocol/synapse/write-body.ts";
import { headerValue, writeSynapseHeaders } from "../../../../src/protocol/synapse/write-headers.ts";
import { readFixture } from "../../../support/fixtures.ts";

const vectorSchema = z.object({
  body_hash: z.string(),
  headers_in_order: z.array(z.tuple([z.string(), z.string()])),
  json_body_text: z.string(),
});

const echo = defineSynapse({
  name: "Echo",
  fields: z.object({
    text: z.string(),
    count: z.int(),
    ratio: z.number(),
    tags: z.array(z.string()),
    meta: z.record(z.string(), z.unknown()),
    flag: z.boolean(),
    answer: z.string().nullish(),
  }),
  hashFields: ["text", "count"],
});

const fields = fieldsJson(echo, {
  ...{ text: "hello café", count: 3, ratio: 0.5, tags: ["x"], meta: { a: 1 }, flag: true },
});

describe(writeSynapseHeaders.name, () => {
  it("writes the headers of the vector byte by byte, in their order, and reads them back", async () => {
    const vector = await readFixture("protocol/full-request", vectorSchema);
    const { axon, dendrite } = readSynapseHeaders(Object.fromEntries(vector.headers_in_order));
    const headers = writeSynapseHeaders({
      name: echo.name,
      timeoutS: 12,
      axon,
      dendrite,
      placeholders: placeholdersFor(
        Object.fromEntries(echo.requiredFields.map(({ name }) => [name, fields.get(name)])),
      ),
      headerSize: 464,
      totalSize: 3973,
      bodyHash: bodyHashOf(echo, fields),
    });
    expect(Object.entries(headers)).to.deep.equal(vector.headers_in_order);
  });
});

describe(synapseJson.name, () => {
  it("writes the body of the vector byte by byte", async () => {
    const vector = await readFixture("protocol/full-request", vectorSchema);
    const { axon, dendrite } = readSynapseHeaders(Object.fromEntries(vector.headers_in_order));
    const content = { name: echo.name, timeoutS: 12, totalSize: 3973, axon, dendrite, fields };
    expect(pythonJson(synapseJson(content))).to.equal(vector.json_body_text);
    expect(bodyHashOf(echo, synapseJson(content))).to.equal(vector.body_hash);
  });

  it("writes a whole float as a float", () => {
    const whole = fieldsJson(echo, {
      text: "",
      count: 1,
      ratio: 1,
      tags: [],
      meta: { half: 0.5 },
      flag: false,
    });
    expect(pythonJson(whole)).to.equal(
      '{"text": "", "count": 1, "ratio": 1.0, "tags": [], "meta": {"half": 0.5}, "flag": false, "answer": null}',
    );
  });
});

describe(readSynapseHeaders.name, () => {
  it("returns each field in its type, the nonce to the digit", async () => {
    const vector = await readFixture("protocol/full-request", vectorSchema);
    const read = readSynapseHeaders(Object.fromEntries(vector.headers_in_order));
    expect(read.name).to.equal("Echo");
    expect(read.timeoutS).to.equal(12);
    expect(read.computedBodyHash).to.equal(vector.body_hash);
    expect(read.axon).to.include({ ip: "203.0.113.7", port: 8091 });
    expect(read.dendrite).to.include({ version: 10_002_000, nonce: 1_760_000_000_123_456_789n });
  });

  it("leaves out what has another form", () => {
    const read = readSynapseHeaders({
      timeout: "nan",
      bt_header_axon_port: "80a",
      bt_header_axon_ip: ["1.2.3.4", "1.2.3.4"],
      bt_header_axon_hotkey: "5".repeat(1025),
      bt_header_axon_other: "1",
      bt_header_dendrite_nonce: "1".repeat(21),
      bt_header_dendrite_process_time: "inf",
      bt_header_dendrite_version: "693",
    });
    expect(read).to.deep.equal({ axon: {}, dendrite: { version: 693 } });
  });
});

describe(headerValue.name, () => {
  it("keeps Latin-1 and nothing that ends a line", () => {
    expect(headerValue("café")).to.equal("café");
    expect(headerValue("a\r\nset-cookie: b\u0000\u007f😀")).to.equal("a??set-cookie: b???");
    expect(headerValue("a".repeat(5_000))).to.have.lengthOf(1_024);
  });
});

describe(placeholdersFor.name, () => {
  it("has none for null and for what JSON cannot hold", () => {
    expect(placeholdersFor({ a: null, b: undefined, c: 1n, d: "x" })).to.deep.equal({ c: "MA==", d: "IiI=" });
  });
});
