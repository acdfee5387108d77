import { readFile } from "node:fs/promises";
import type { z } from "zod";

/** Returns a JSON file of test/fixtures as its schema reads it. */
export async function readFixture<T>(name: string, schema: z.ZodType<T>): Promise<T> {
  const file = new URL(`../../../test/fixtures/${name}.json`, import.meta.url);
  return schema.parse(JSON.parse(await readFile(file, "utf8")));
}
