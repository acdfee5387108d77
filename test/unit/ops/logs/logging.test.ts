import { Writable } from "node:stream";
import { expect } from "chai";
import { createStreamLogger, type LoggingSettings } from "../../../../src/ops/logs/logging.ts";

describe(createStreamLogger.name, () => {
  it("writes one line of JSON per sentence, with its fields", () => {
    const { logger, lines } = createSubject({ format: "json" });
    logger.info("Batch accepted", { alerts: 3 });
    expect(lines().map((line) => JSON.parse(line) as unknown)).to.have.deep.nested.property("[0].alerts", 3);
    expect(JSON.parse(lines()[0] ?? "")).to.include({ level: "info", message: "Batch accepted" });
  });

  it("writes text for people: time, level, sentence, fields", () => {
    const { logger, lines } = createSubject({ format: "text" });
    logger.warn("Too few labels", { network: "torus", positive: 3 });
    expect(lines()[0]).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z WARN {2}Too few labels network=torus positive=3$/);
  });

  it("says nothing below its level", () => {
    const { logger, lines } = createSubject({ level: "warn" });
    logger.info("Batch accepted");
    logger.debug("Request answered");
    expect(lines()).to.deep.equal([]);
  });

  it("adds a child's fields to every line of the child", () => {
    const { logger, lines } = createSubject({ format: "text" });
    logger.child({ network: "torus" }).error("Failed", { code: "LOCKED" });
    expect(lines()[0]).to.include("Failed network=torus code=LOCKED");
  });
});

function createSubject(overrides: Partial<LoggingSettings>) {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString("utf8"));
      done();
    },
  });
  const logger = createStreamLogger({ level: "debug", format: "text", ...overrides }, stream);
  return { logger, lines: () => written.join("").split("\n").filter(Boolean) };
}
