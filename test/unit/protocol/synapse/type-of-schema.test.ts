import { expect } from "chai";
import { z } from "zod";
import { findUndetermined } from "../../../../src/protocol/synapse/python-type.ts";
import {
  fieldsOfSchema,
  integerSchema,
  typeOfSchema,
} from "../../../../src/protocol/synapse/type-of-schema.ts";

describe(typeOfSchema.name, () => {
  const int = { kind: "int" } as const;
  const counterparts: readonly (readonly [name: string, schema: z.core.$ZodType, type: object])[] = [
    ["a string", z.string(), { kind: "str" }],
    ["a string of a format", z.uuid(), { kind: "str" }],
    ["a number", z.number(), { kind: "float" }],
    ["a whole number", z.int(), int],
    ["an int of 32 bits", z.int32(), int],
    ["a bigint", z.bigint(), int],
    ["an int of any size", integerSchema, int],
    ["a boolean", z.boolean(), { kind: "bool" }],
    ["null", z.null(), { kind: "none" }],
    ["anything", z.unknown(), { kind: "any" }],
    ["what may be null", z.string().nullable(), { kind: "nullable", inner: { kind: "str" } }],
    ["a union with null", z.union([z.int(), z.null()]), { kind: "nullable", inner: int }],
    ["what may be left out", z.int().optional(), int],
    ["what has a default", z.int().default(3), int],
    ["a list", z.array(z.int()), { kind: "list", inner: int }],
    ["a tuple", z.tuple([z.int(), z.string()]), { kind: "tuple", items: [int, { kind: "str" }] }],
    ["a record", z.record(z.string(), z.int()), { kind: "dict", inner: int }],
    ["a literal text", z.literal(["a", "b"]), { kind: "str" }],
    ["a literal int", z.literal(3), int],
    ["a literal or null", z.literal(["a", null]), { kind: "nullable", inner: { kind: "str" } }],
  ];
  for (const [name, schema, type] of counterparts) {
    it(`knows the Python type of ${name}`, () => {
      expect(typeOfSchema(schema)).to.deep.equal(type);
    });
  }

  const unknown: readonly (readonly [name: string, schema: z.core.$ZodType, why: RegExp])[] = [
    ["an enum", z.enum(["a"]), /is an enum/],
    ["a date", z.date(), /is a date/],
    ["a set", z.set(z.int()), /is a set/],
    ["a coerced number", z.coerce.number(), /coerced/],
    ["a union of several types", z.union([z.string(), z.int()]), /union of several types/],
    ["a union of lists", z.union([z.array(z.int()), z.array(z.string())]), /union of several types/],
    ["a literal that is half a number", z.literal(0.5), /neither text nor int nor bool/],
    ["an object that takes any key", z.looseObject({ a: z.int() }), /is a object/],
    ["a tuple of any length", z.tuple([z.int()], z.string()), /is a tuple/],
    ["what is transformed", z.string().transform(Number), /is a pipe/],
  ];
  for (const [name, schema, why] of unknown) {
    it(`does not guess the Python text of ${name}, wherever it stands`, () => {
      for (const place of [schema, z.array(schema), z.object({ inside: z.record(z.string(), schema) })]) {
        expect(findUndetermined(typeOfSchema(place))).to.match(why);
      }
    });
  }

  it("looks into no type that is nested without end", () => {
    const endless: z.ZodType = z.lazy(() => z.array(endless));
    let nested: z.ZodType = z.int();
    for (let depth = 0; depth < 40; depth += 1) nested = z.array(nested);
    expect(findUndetermined(typeOfSchema(nested))).to.include("nested more than 16 levels");
    expect(findUndetermined(typeOfSchema(endless))).to.be.a("string");
  });
});

describe(fieldsOfSchema.name, () => {
  it("keeps the order, and says what a field is when it is left out", () => {
    const fields = fieldsOfSchema(
      z.object({
        must: z.int(),
        may: z.string().optional(),
        given: z.int().default(3),
        nested: z.object({ x: z.int() }).default({ x: 1 }),
        either: z.string().default("a").nullable(),
      }),
    );
    expect(fields.map(({ name }) => name)).to.deep.equal(["must", "may", "given", "nested", "either"]);
    const [must, may, given, nested, either] = fields.map(({ fallback }) => fallback);
    expect([must, may, either]).to.deep.equal([undefined, null, "a"]);
    expect(given).to.include({ text: "3" });
    expect(nested).to.be.instanceOf(Map);
    expect(nested).to.have.keys("x");
  });
});
