import { expect } from "chai";
import { z } from "zod";
import { commands } from "../../../src/cli/commands.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { settingFlags } from "../../../src/config/flags.ts";
import { run } from "../../support/shell.ts";

const input = { workingDirectory: "/nowhere" };

describe(runProgram.name, () => {
  it("lists every command with its summary", async () => {
    const { exitCode, stdout } = await run(["--help"], input);
    expect(exitCode).to.equal(0);
    for (const { name } of commands) expect(stdout).to.match(new RegExp(`^  ${name} `, "m"));
  });

  for (const { name, load } of commands) {
    it(`has the code of ${name}, and the settings that its help is to explain`, async () => {
      const found = await load();
      const definitions = "commands" in found ? found.commands : [found];
      expect(definitions).to.not.be.empty;
      const flags = settingFlags().map((flag) => flag.name);
      for (const { settings = [] } of definitions) expect(flags).to.include.members([...settings]);
    });
  }

  it("says its version", async () => {
    const { exitCode, stdout } = await run(["--version"], input);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it("explains the usual settings to whoever asks for help, and says where the others are", async () => {
    const { stdout } = await run(["status", "--json", "--help"], input);
    expect(stdout).to.include("--data-dir <directory>").and.not.include("--axon.port");
    expect(stdout.trimEnd()).to.match(/neuron config --help explains them all\.$/);
  });

  it("explains the settings that a command is about", async () => {
    expect((await run(["register", "--help"], input)).stdout).to.include("--max-burn <tao>");
    expect((await run(["axon", "serve", "--help"], input)).stdout).to.include("--axon.external_ip");
  });

  it("explains every setting where the last line of the others' help says so", async () => {
    const { stdout } = await run(["config", "--help"], input);
    expect(stdout).to.include("--axon.port <port>").and.not.include("Every other setting");
  });

  it("takes a setting with a blank or an equals sign before its value", async () => {
    for (const words of [["--axon.port", "9"], ["--axon.port=9"]]) {
      const { exitCode, stdout } = await run(["config", "--json", ...words], input);
      expect(exitCode).to.equal(0);
      expect(stdout).to.include(`"key":"axon.port","value":"9"`);
    }
  });

  it("refuses a flag that there is not, and suggests the one that was meant", async () => {
    const { exitCode, stderr } = await run(["status", "--axon.prot", "9"], input);
    expect(exitCode).to.equal(64);
    expect(stderr).to.include("--axon.port");
  });

  it("tells machines of wrong usage as of any other error, in one line", async () => {
    for (const [words, what] of [
      [["status", "--json", "--axon.prot", "9"], "--axon.prot"],
      [["config", "extra", "--json"], "too many arguments"],
      [["score", "--json", "--date"], "--date"],
      [["stauts", "--json"], "stauts"],
    ] as const) {
      const { exitCode, stdout } = await run(words, input);
      expect(exitCode).to.equal(64);
      expect(stdout.trimEnd().split("\n")).to.have.length(1);
      const { error } = z.object({ error: z.record(z.string(), z.string()) }).parse(JSON.parse(stdout));
      expect(error).to.include({ code: "USAGE_INVALID" });
      expect(error["message"])
        .to.include(what)
        .and.not.match(/^error:/);
    }
  });

  it("refuses a command that there is not", async () => {
    expect((await run(["stauts"], input)).exitCode).to.equal(64);
  });
});
