import { expect } from "chai";
import { createOpenApi, type OpenApiDocument } from "../../../../../src/axon/docs/openapi.ts";
import { silentLogger } from "../../../../../src/lib/logger.ts";
import { systemClock } from "../../../../../src/lib/clock.ts";
import { PublicationIndex } from "../../../../../src/subnets/risk/serve/publication-index.ts";
import { ResultReader } from "../../../../../src/subnets/risk/serve/result-reader.ts";
import { riskRoutes } from "../../../../../src/subnets/risk/serve/risk-routes.ts";

/** The endpoints of the miner API's specification, single-network and multi-network form. */
const specifiedPaths = [
  "/health",
  "/version",
  "/networks",
  "/networks/{network}",
  "/models/metadata",
  "/models/metadata/{model_type}",
  "/models/download/{model_type}",
  "/training/data-summary/{processing_date}",
  "/dates/available",
  "/dates/latest",
  // Beyond the specification: one alert, with its explanation.
  ...["", "/{network}"].flatMap((scope) => [
    `/scores/alerts${scope}/latest/{alert_id}`,
    `/scores/alerts${scope}/{processing_date}/{alert_id}`,
  ]),
  ...["/scores/alerts", "/rankings/alerts", "/scores/clusters"].flatMap((base) => [
    `${base}/latest`,
    `${base}/{processing_date}`,
    `${base}/{network}/latest`,
    `${base}/{network}/{processing_date}`,
  ]),
];

describe(riskRoutes.name, () => {
  it("serves the endpoints of the specification, and single alerts", () => {
    const paths = createRoutes().map(({ path }) => path);
    expect(paths).to.have.members(specifiedPaths);
  });

  it("puts a fixed path before the one whose parameter would take it", () => {
    const paths = createRoutes().map(({ path }) => path);
    for (const fixed of paths.filter((path) => path.endsWith("/latest"))) {
      const taking = fixed.replace(/latest$/, "{processing_date}");
      if (paths.includes(taking)) expect(paths.indexOf(fixed)).to.be.lessThan(paths.indexOf(taking));
    }
  });

  it("gives every route the access that the settings state, but leaves health and version open", () => {
    const open = createRoutes("validators").filter(({ access }) => access !== "validators");
    expect(open.map(({ path, access }) => [path, access])).to.deep.equal([
      ["/health", "open"],
      ["/version", "open"],
    ]);
  });

  it("has examples that its own schemas accept", () => {
    const examples = createRoutes().flatMap(({ response }) => {
      const listed = response?.meta()?.examples;
      return Array.isArray(listed) ? listed.map((example) => response?.safeParse(example).error) : [];
    });
    expect(examples).to.have.length.greaterThan(10);
    expect(examples.filter((error) => error !== undefined)).to.deep.equal([]);
  });
});

describe(createOpenApi.name, () => {
  const document = createOpenApi(createRoutes(), { title: "T", version: "1", description: "D" });
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => [path, operation] as const),
  );

  it("describes each endpoint once", () => {
    expect(operations.map(([path]) => path)).to.have.members(specifiedPaths);
    expect(new Set(operations.map(([, { operationId }]) => operationId)).size).to.equal(
      specifiedPaths.length,
    );
  });

  it("declares exactly the parameters that each path holds", () => {
    for (const [path, { parameters }] of operations) {
      const held = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
      const declared = parameters.filter(({ in: place }) => place === "path").map(({ name }) => name);
      expect(declared, path).to.deep.equal(held);
    }
  });

  it("has a target for every reference", () => {
    for (const reference of referencesIn(document)) {
      expect(Object.keys(document.components.schemas)).to.include(reference.split("/").at(-1));
      expect(reference).to.match(/^#\/components\/schemas\/\w+$/);
    }
  });

  it("states the bounds of every number that a caller may give", () => {
    const { parameters } = document.paths["/scores/alerts/latest"]?.get ?? { parameters: [] };
    const integers = parameters.filter(({ schema }) => schema.type === "integer").map(({ name }) => name);
    expect(integers).to.have.members(["window_days", "limit", "offset"]);
    for (const { schema } of parameters.filter(({ name }) => integers.includes(name))) {
      expect(schema).to.include.keys("minimum", "maximum");
    }
  });
});

function referencesIn(document: OpenApiDocument): string[] {
  return Array.from(JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g), ([, target]) => target ?? "");
}

function createRoutes(access: "open" | "validators" = "open") {
  const logger = silentLogger();
  const databases = new Map();
  const index = new PublicationIndex({ databases, logger });
  const results = new ResultReader(
    { databases, index, logger },
    { documentCacheBytes: 1, pageCacheBytes: 1 },
  );
  return riskRoutes(
    { databases, index, results, clock: systemClock() },
    { access, apiVersion: "1.0.0", windowDays: 195, modelDirectory: "models", githubUrl: "", commitHash: "" },
  );
}
