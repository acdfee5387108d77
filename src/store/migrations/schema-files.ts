import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NeuronError } from "../../lib/errors.ts";

/** One numbered file of the schema. */
export interface SchemaFile {
  /** 1 for `001_batches.sql`. */
  readonly version: number;
  /** The file's name. */
  readonly name: string;
  readonly sql: string;
  /** Lower-case hexadecimal SHA-256 of the file. */
  readonly checksum: string;
}

/** The program's own schema, seen from this file's place in `dist`. */
export const schemaDirectory = fileURLToPath(new URL("../../../../schema", import.meta.url));

const namePattern = /^(\d{3})_[a-z0-9_]+\.sql$/;

/** Returns the schema files in order. Throws SCHEMA_REFUSED when they are not numbered 001, 002, … without a gap. */
export async function readSchemaFiles(directory: string): Promise<SchemaFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(names.map((name, index) => readSchemaFile(directory, name, index + 1)));
}

async function readSchemaFile(directory: string, name: string, version: number): Promise<SchemaFile> {
  if (Number(namePattern.exec(name)?.[1]) !== version) {
    throw new NeuronError(
      "SCHEMA_REFUSED",
      `Schema file ${name} stands where number ${String(version).padStart(3, "0")} belongs; name it NNN_what_it_does.sql, without gaps`,
      { context: { directory } },
    );
  }
  const bytes = await readFile(join(directory, name));
  return {
    version,
    name,
    sql: bytes.toString("utf8"),
    checksum: createHash("sha256").update(bytes).digest("hex"),
  };
}
