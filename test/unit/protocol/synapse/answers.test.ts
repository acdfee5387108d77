import { expect } from "chai";
import { z } from "zod";
import { parseJson } from "../../../../src/protocol/json/parse-json.ts";
import { isJsonObject, type JsonObject } from "../../../../src/protocol/json/json-value.ts";
import {
  failureAnswer,
  invalidBodyAnswer,
  successAnswer,
  type SynapseAnswer,
} from "../../../../src/protocol/synapse/answers.ts";
import { defineSynapse } from "../../../../src/protocol/synapse/declaration.ts";
import { statusOf, type SynapseFailure } from "../../../../src/protocol/synapse/failures.ts";
import { judgeAnswer } from "../../../../src/protocol/synapse/read-answer.ts";
import { readFixture } from "../../../support/fixtures.ts";

const limits = { maxLength: 100_000, maxDepth: 32 };

/** The class of the vectors. */
const small = defineSynapse({
  name: "Small",
  fields: z.object({ text: z.string(), n: z.int(), out: z.string().nullish() }),
  hashFields: ["text"],
});

const call = {
  timeoutS: 12,
  axon: { ip: "203.0.113.7", port: 8091 },
  dendrite: { hotkey: "5Grw", nonce: 1_760_000_000_123_456_789n },
};

describe(judgeAnswer.name, () => {
  it("judges the answers of the vectors as the Python dendrite does", async () => {
    const { cases } = await readFixture("protocol/minimal-responses", responsesSchema);
    const judged = cases.map(({ http, headers, body }) =>
      judgeAnswer(small, { status: http, headers, body: Buffer.from(JSON.stringify(body)) }, limits),
    );
    expect(judged.map(({ statusCode }) => statusCode)).to.deep.equal([200, 200, undefined, 422, 422, 403]);
    expect(judged.map(({ output }) => output?.out)).to.deep.equal([
      ...["hi", "hi", "hi"],
      ...[undefined, undefined, undefined],
    ]);
    expect(judged.at(-1)?.statusMessage).to.equal("Forbidden. Key is blacklisted: x.");
  });

  it("makes a 422 of its own of another content type and of what is no JSON", () => {
    const json = { "content-type": "application/json" };
    for (const [headers, body] of [
      [{ "content-type": "text/html" }, "{}"],
      [json, "<html>"],
      [json, "[]"],
      [{}, "{}"],
    ] as const) {
      const answer = { status: 200, headers, body: Buffer.from(body) };
      expect(judgeAnswer(small, answer, limits).statusCode).to.equal(422);
    }
  });
});

describe(successAnswer.name, () => {
  it("is taken for a success, inputs echoed and outputs filled in", () => {
    const body = objectOf('{"out": null, "n": 1, "text": "é", "other": 1}');
    const answer = successAnswer({
      declaration: small,
      call,
      body,
      outputs: { out: Buffer.from('"hi"') },
      processTimeS: 0.5,
    });
    expect(judgeAnswer(small, incoming(answer), limits)).to.deep.equal({
      statusCode: 200,
      statusMessage: "Success",
      output: { text: "é", n: 1, out: "hi" },
    });
    const text = answer.body.toString();
    expect(text).to.match(/^\{"name":"Small","timeout":12\.0,"total_size":0,"header_size":0,"dendrite":/);
    expect(text).to.match(/"computed_body_hash":"","text":"é","n":1,"out":"hi"\}$/);
    expect(text).to.contain('"nonce":1760000000123456789');
    expect(answer.headers).to.include({
      "content-type": "application/json",
      bt_header_axon_status_code: "200",
      bt_header_axon_process_time: "0.5",
      bt_header_input_obj_n: "MA==",
      total_size: String(answer.body.length),
    });
  });
});

describe(failureAnswer.name, () => {
  it("has the statuses and bodies of the reference axon", async () => {
    const failures: SynapseFailure[] = [
      { kind: "unknown_synapse", name: "Nope", available: ["Synapse", "Dummy"] },
      { kind: "blacklisted", why: "Unrecognized hotkey" },
      { kind: "not_verified", why: "Missing Nonce" },
      { kind: "timed_out", timeoutS: 12 },
      { kind: "internal", id: "<uuid4>" },
    ];
    const vectors = await readFixture("protocol/error-responses", errorsSchema);
    expect(vectors).to.have.lengthOf(failures.length + 1);
    for (const [index, failure] of failures.entries()) {
      const answer = failureAnswer(statusOf(failure));
      expect(answer.status).to.equal(vectors[index]?.http);
      expect(JSON.parse(answer.body.toString())).to.deep.equal(vectors[index]?.body);
      expect(judgeAnswer(small, incoming(answer), limits).statusCode).to.equal(answer.status);
    }
  });

  it("maps the other failures", () => {
    expect(statusOf({ kind: "bad_path", path: "//" }).code).to.equal(400);
    expect(statusOf({ kind: "overloaded", why: "busy" })).to.deep.equal({ code: 503, message: "busy" });
  });

  it("lets nobody write a header through the message", () => {
    const answer = failureAnswer({ code: 403, message: "a\r\nx: b" });
    expect(answer.headers).to.include({ bt_header_axon_status_message: "a??x: b" });
  });
});

describe(invalidBodyAnswer.name, () => {
  it("is FastAPI's, without headers of ours", () => {
    const issues = [{ loc: ["body", "n"], msg: "Field required", type: "missing" }];
    expect(invalidBodyAnswer(issues)).to.deep.equal({
      status: 422,
      headers: { "content-type": "application/json" },
      body: Buffer.from(JSON.stringify({ detail: issues })),
    });
  });
});

const responsesSchema = z.object({
  cases: z.array(
    z.object({
      http: z.number(),
      headers: z.record(z.string(), z.string()),
      body: z.record(z.string(), z.unknown()),
    }),
  ),
});

const errorsSchema = z.array(z.object({ http: z.number(), body: z.record(z.string(), z.unknown()) }));

function incoming({ status, headers, body }: SynapseAnswer): Parameters<typeof judgeAnswer>[1] {
  return { status, headers, body };
}

function objectOf(text: string): JsonObject {
  const value = parseJson(text, limits);
  expect(isJsonObject(value)).to.be.true;
  return isJsonObject(value) ? value : new Map();
}
