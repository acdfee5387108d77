import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { namedSettings } from "../../src/config/settings.ts";
import { NeuronError } from "../../src/lib/errors.ts";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const text = (path: string) => readFile(join(checkout, path), "utf8");

/** The neuron reads them as settings, or they are of Node, the system or the command itself. */
const variables = new Set([
  ...namedSettings.flatMap(({ environment }) => environment),
  ...["NODE_ENV", "HOME", "DB_COPY_PASSWORD"],
]);
const finalExitCodes = [
  new NeuronError("NOT_REGISTERED", "").exitCode,
  new NeuronError("CONFIG_INVALID", "").exitCode,
];

describe("ecosystem.config.js", () => {
  it("has one process per app, ended for good by what a restart cannot cure", async () => {
    const { apps } = ecosystemSchema.parse(await import(join(checkout, "ecosystem.config.js")));
    for (const app of apps) {
      expect(app).to.include({ exec_mode: "fork", instances: 1, wait_ready: true });
      expect(app.stop_exit_codes).to.have.members(finalExitCodes);
      expect([...variables]).to.include.members(Object.keys(app.env));
    }
  });
});

describe("ops/neuron.service", () => {
  it("ends for good by the same exit codes, and names settings that there are", async () => {
    const unit = await text("ops/neuron.service");
    expect(unit).to.include(`RestartPreventExitStatus=${finalExitCodes.join(" ")}\n`);
    const named = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name);
    expect([...variables]).to.include.members(named);
  });
});

describe("ops/compose.yaml", () => {
  it("gives the neuron settings that there are, and no secret of its own", async () => {
    const compose = composeSchema.parse(parse(await text("ops/compose.yaml")));
    const { environment } = compose.services.neuron;
    expect([...variables]).to.include.members(Object.keys(environment));
    expect(environment["CLICKHOUSE_PASSWORD"]).to.match(/^\$\{/);
  });
});

describe("Dockerfile", () => {
  it("copies what there is and .dockerignore lets through, and runs as somebody without rights", async () => {
    const dockerfile = await text("Dockerfile");
    const ignored = await text(".dockerignore");
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names]) => names?.split(" ") ?? [],
    );
    expect(copies).to.include.members(["src", "schema", "config"]);
    for (const name of copies) {
      expect(existsSync(join(checkout, name)), name).to.equal(true);
      expect(ignored).to.include(`!${name}\n`);
    }
    expect(dockerfile).to.match(/^USER node$/m);
  });
});

describe("the documentation", () => {
  it("links only to what there is", async () => {
    const pages = [
      ...(await readdir(checkout)).filter((name) => name.endsWith(".md")),
      ...(await readdir(join(checkout, "docs")))
        .filter((name) => name.endsWith(".md"))
        .map((name) => `docs/${name}`),
    ];
    const broken = [];
    for (const page of pages) {
      for (const [, target = ""] of (await text(page)).matchAll(/\]\((?!https?:)([^)#\s]+)/g)) {
        if (!existsSync(join(checkout, dirname(page), target))) broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).to.deep.equal([]);
  });

  it("tells of settings that there are", async () => {
    const keys = new Set(namedSettings.map(({ key }) => key));
    const groups = new Set([...keys].map((key) => key.split(".", 1)[0] ?? ""));
    for (const page of ["operating", "troubleshooting", "writing-a-subnet"]) {
      const mentioned = [...(await text(`docs/${page}.md`)).matchAll(/`(?:--)?([a-z_]+)\.([a-z_]+)`/g)];
      const wrong = mentioned.filter(
        ([, group = "", name = ""]) => groups.has(group) && !keys.has(`${group}.${name}`),
      );
      expect(wrong.map(([whole]) => whole)).to.deep.equal([]);
    }
  });
});

const ecosystemSchema = z.object({
  apps: z
    .array(z.looseObject({ stop_exit_codes: z.array(z.number()), env: z.record(z.string(), z.string()) }))
    .min(1),
});

const composeSchema = z.object({
  services: z.object({ neuron: z.object({ environment: z.record(z.string(), z.string()) }) }),
});
