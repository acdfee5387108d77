import { expect } from "chai";
import { z } from "zod";
import { parseJson } from "../../../../src/protocol/json/parse-json.ts";
import { isJsonObject, type JsonObject } from "../../../../src/protocol/json/json-value.ts";
import { SynapseBodyError } from "../../../../src/protocol/synapse/body-error.ts";
import { bodyHashOf } from "../../../../src/protocol/synapse/body-hash.ts";
import { defineSynapse } from "../../../../src/protocol/synapse/declaration.ts";
import { parseSynapseInput, readSynapseBody } from "../../../../src/protocol/synapse/parse-body.ts";
import { integerSchema } from "../../../../src/protocol/synapse/type-of-schema.ts";
import { fieldsJson } from "../../../../src/protocol/synapse/write-body.ts";
import { readFixture } from "../../../support/fixtures.ts";

const limits = { maxLength: 100_000, maxDepth: 32 };

const emptyHash = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";

/** The class of the vectors. */
const query = defineSynapse({
  name: "Query",
  fields: z.object({
    prompt: z.string(),
    max_tokens: z.int(),
    temperature: z.number(),
    stop: z.array(z.string()),
    options: z.record(z.string(), z.unknown()),
    seed: integerSchema.nullish(),
    strict: z.boolean(),
  }),
  hashFields: ["prompt", "max_tokens", "temperature", "stop", "options", "seed", "strict"],
});

const vectorsSchema = z.array(z.object({ label: z.string(), body_hash: z.string() }));

describe(bodyHashOf.name, () => {
  it("makes the hashes of the vectors", async () => {
    const vectors = await readFixture("protocol/body-hash", vectorsSchema);
    const [none, dummy, mixed, edges, fromJson] = vectors.map((vector) => vector.body_hash);
    const unhashed = defineSynapse({
      name: "Dummy",
      fields: z.object({ dummy_input: z.int() }),
      hashFields: [],
    });
    expect([none, dummy]).to.deep.equal([emptyHash, emptyHash]);
    expect(bodyHashOf(unhashed, bodyOf('{"dummy_input": 1}'))).to.equal(emptyHash);
    expect(bodyHashOf(query, bodyOf(mixedBody))).to.equal(mixed);
    expect(bodyHashOf(query, bodyOf(edgesBody))).to.equal(edges);
    expect(bodyHashOf(query, bodyOf(coercedBody))).to.equal(fromJson);
  });

  it("is the same for what we send as for what a receiver reads of it", () => {
    const fields = fieldsJson(query, {
      ...{ prompt: "x", max_tokens: 3, temperature: 1, stop: ["a"], strict: true },
      options: { whole: 1, half: 0.5, small: 1e-7, nested: { list: [null, "é"] } },
    });
    const text = `{'whole': 1, 'half': 0.5, 'small': 1e-07, 'nested': {'list': [None, 'é']}}`;
    const asText = defineSynapse({ ...textOnly, name: "Text" });
    const one = defineSynapse({ name: "One", fields: query.schema, hashFields: ["options"] });
    expect(bodyHashOf(one, fields)).to.equal(bodyHashOf(asText, new Map([["text", text]])));
    const temperature = defineSynapse({ name: "One", fields: query.schema, hashFields: ["temperature"] });
    expect(bodyHashOf(temperature, fields)).to.equal(bodyHashOf(asText, new Map([["text", "1.0"]])));
  });

  it("takes the Python text of a tuple, a nested model, a default and a whole float for an int", () => {
    const nested = z.object({ x: z.int(), y: z.string().default("q") });
    const cases: [schema: z.core.$ZodType, json: string, text: string][] = [
      [z.tuple([z.int(), z.int()]), "[1,2]", "(1, 2)"],
      [z.tuple([z.int()]), "[1]", "(1,)"],
      [nested, '{"y":"p","z":0,"x":1}', "{'x': 1, 'y': 'p'}"],
      [nested, '{"x":1}', "{'x': 1, 'y': 'q'}"],
      [z.number(), "3", "3.0"],
      [z.int(), "3.0", "3"],
      [z.array(z.number()), "[1, 2.5]", "[1.0, 2.5]"],
      [z.record(z.string(), z.number()), '{"2":1,"1":2}', "{'2': 1.0, '1': 2.0}"],
      [z.record(z.string(), z.any()), '{"__proto__":1.0}', "{'__proto__': 1.0}"],
      [z.string().nullable(), "null", "None"],
      [z.literal(["a", "b"]), '"a"', "a"],
      [z.union([z.string(), z.null()]), "null", "None"],
    ];
    for (const [schema, json, text] of cases) {
      const one = defineSynapse({ name: "One", fields: z.object({ value: schema }), hashFields: ["value"] });
      const asText = bodyHashOf(defineSynapse(textOnly), new Map([["text", text]]));
      expect(bodyHashOf(one, bodyOf(`{"value": ${json}}`)), text).to.equal(asText);
    }
  });

  it("takes None and declared values for what the caller left out", () => {
    const fields = z.object({ a: z.string().nullish(), b: z.number().default(1) });
    const both = defineSynapse({ name: "Both", fields, hashFields: ["a", "b"] });
    expect(bodyHashOf(both, bodyOf("{}"))).to.equal(bodyHashOf(both, bodyOf('{"a": null, "b": 1.0}')));
  });

  it("refuses a field of another type and a missing one, by its place", () => {
    const value = z.object({ x: z.int() });
    const one = defineSynapse({ name: "One", fields: z.object({ value }), hashFields: ["value"] });
    const places = new Map([
      ['{"value": {"x": "1"}}', ["body", "value", "x"]],
      ['{"value": {"x": 1.5}}', ["body", "value", "x"]],
      ['{"value": {"x": true}}', ["body", "value", "x"]],
      ['{"value": {}}', ["body", "value", "x"]],
      ['{"value": []}', ["body", "value"]],
      ["{}", ["body", "value"]],
    ]);
    for (const [json, place] of places) {
      expect(() => bodyHashOf(one, bodyOf(json)))
        .to.throw(SynapseBodyError)
        .with.nested.property("issues[0].loc")
        .that.deep.equals(place);
    }
  });

  it("refuses half a surrogate pair as text, and hashes it where Python escapes it", () => {
    const text = defineSynapse(textOnly);
    expect(() => bodyHashOf(text, bodyOf('{"text": "\\ud83d"}'))).to.throw(SynapseBodyError);
    const list = defineSynapse({
      name: "List",
      fields: z.object({ list: z.array(z.string()) }),
      hashFields: ["list"],
    });
    expect(bodyHashOf(list, bodyOf('{"list": ["\\ud83d"]}'))).to.equal(
      bodyHashOf(text, new Map([["text", "['\\ud83d']"]])),
    );
  });
});

describe(defineSynapse.name, () => {
  const undeterminable: Record<string, z.core.$ZodType> = {
    set: z.set(z.string()),
    date: z.date(),
    enum: z.enum(["red"]),
    union: z.union([z.int(), z.string()]),
    "int or float": z.union([z.int(), z.number()]),
    transformed: z.string().transform((text) => text.length),
    preprocessed: z.preprocess((value) => value, z.string()),
    coerced: z.coerce.number(),
    caught: z.string().catch(""),
    custom: z.custom(),
    lazy: z.lazy(() => z.string()),
    "open model": z.looseObject({ a: z.int() }),
    "dict of int keys": z.record(z.int(), z.string()),
    "open tuple": z.tuple([z.int()]).rest(z.int()),
    "literal float": z.literal(1.5),
    "list of dates": z.array(z.date()),
    "model with a set": z.object({ inside: z.set(z.string()) }),
  };
  for (const [what, value] of Object.entries(undeterminable)) {
    it(`refuses to hash: ${what}`, () => {
      const definition = { name: "One", fields: z.object({ value }) };
      expect(() => defineSynapse({ ...definition, hashFields: ["value"] }))
        .to.throw("value is to be hashed")
        .with.property("code", "INTERNAL");
      expect(() => defineSynapse({ ...definition, hashFields: [] })).not.to.throw();
    });
  }

  it("refuses names that a class or a header cannot have, and those of every synapse", () => {
    for (const name of ["__proto__", "a-b", "1", "", "_private", "axon", "timeout", "a".repeat(65)]) {
      const fields = z.object(Object.fromEntries([[name, z.string()]]));
      expect(() => defineSynapse({ name: "One", fields, hashFields: [] }), name).to.throw();
    }
    expect(() => defineSynapse({ name: "Al/ert", fields: z.object({}), hashFields: [] })).to.throw();
  });

  it("refuses a hash field that is none and a field that may be missing but not null", () => {
    const fields: z.ZodObject = z.object({ a: z.string() });
    expect(() => defineSynapse({ name: "One", fields, hashFields: ["b"] })).to.throw("b is to be hashed");
    const optional = z.object({ a: z.string().optional() });
    expect(() => defineSynapse({ name: "One", fields: optional, hashFields: [] })).to.throw("nullish");
  });

  it("knows the required fields by their schemas", () => {
    expect(query.requiredFields.map(({ name }) => name)).to.deep.equal([
      ...["prompt", "max_tokens", "temperature", "stop", "options", "strict"],
    ]);
  });
});

describe(parseSynapseInput.name, () => {
  it("returns the declared fields as their schema reads them and ignores the rest", () => {
    const body = bodyOf(mixedBody.replace("{", '{"dendrite": {"hotkey": "5X"}, "other": 1, '));
    const input = parseSynapseInput(query, body);
    expect(input).to.include({ max_tokens: 256, temperature: 1, strict: true, seed: null });
    expect(input).not.to.have.any.keys("dendrite", "other");
    expect(parseSynapseInput(query, bodyOf(edgesBody)).seed).to.equal(9_007_199_254_740_993n);
  });

  it("names every field at fault in FastAPI's form", () => {
    const body = bodyOf(mixedBody.replace("256", '"many"').replace('"strict": true', '"strange": 1'));
    expect(() => parseSynapseInput(query, body))
      .to.throw(SynapseBodyError)
      .with.property("issues")
      .that.deep.equals([
        {
          loc: ["body", "max_tokens"],
          msg: "Invalid input: expected number, received string",
          type: "value_error",
        },
        { loc: ["body", "strict"], msg: "Field required", type: "missing" },
      ]);
  });
});

describe(readSynapseBody.name, () => {
  it("refuses what is no JSON and no object", () => {
    for (const [text, type] of [
      ["{", "json_invalid"],
      ["[]", "model_attributes_type"],
    ] as const) {
      expect(() => readSynapseBody(Buffer.from(text), limits))
        .to.throw(SynapseBodyError)
        .with.nested.property("issues[0].type", type);
    }
  });
});

const textOnly = { name: "Text", fields: z.object({ text: z.string() }), hashFields: ["text" as const] };

const mixedBody = `{"prompt": "What's TAO?\\n\\u00e9\\ud83d\\ude00", "max_tokens": 256, "temperature": 1.0,
  "stop": ["a", "it's", "say \\"hi\\""], "seed": null, "strict": true,
  "options": {"k": 1, "p": 0.95, "n": null, "t": true, "l": [1, 2.5, "\\u00a0"], "s": "\\u200b\\u0007\\u00e9"}}`;

const edgesBody = `{"prompt": "", "max_tokens": 0, "temperature": 0.00001, "stop": [], "options": {},
  "seed": 9007199254740993, "strict": false}`;

const coercedBody = `{"prompt": "x", "max_tokens": 3, "temperature": 1, "stop": ["a"], "strict": true,
  "options": {"f": 1, "g": 1.0, "h": 1e16, "i": 1e-7}}`;

function bodyOf(text: string): JsonObject {
  const body = parseJson(text, limits);
  expect(isJsonObject(body)).to.be.true;
  return isJsonObject(body) ? body : new Map();
}
