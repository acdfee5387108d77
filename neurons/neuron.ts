#!/usr/bin/env node
import { prepareHost } from "../src/store/engine/spawn-host.ts";

const helpFlags = new Set(["-h", "--help"]);
const commandLine = process.argv.slice(2);
// Its library is loaded while this process loads itself: validators wait for both.
if (commandLine[0] === "miner" && !commandLine.some((word) => helpFlags.has(word))) prepareHost();
const { runProcess } = await import("./run-process.ts");
await runProcess(commandLine);
