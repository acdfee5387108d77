#!/usr/bin/env node
import { loadProgram } from "./bundle/load-program.ts";

const { start } = await loadProgram();
await start(process.argv.slice(2));
