import { readFileSync } from "node:fs";
import { z } from "zod";

const manifest = new URL("../../../package.json", import.meta.url);
const manifestSchema = z.object({ version: z.string() });

/** Returns the version of the program, as its package states it. */
export function programVersion(): string {
  return manifestSchema.parse(JSON.parse(readFileSync(manifest, "utf8"))).version;
}
