import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const mutationPattern = /^mutation_\d+\.txt$/;

/**
 * Removes the files of deletions that a full disk left empty: ClickHouse takes none of its tables up with one there.
 * What they were to delete is deleted by whoever asks for it again. Call it under the lock of the tables, before the
 * engine has them.
 */
export function sweepEmptyMutations(tablesPath: string): void {
  const store = join(tablesPath, "store");
  for (const table of directoriesIn(store).flatMap((prefix) => directoriesIn(prefix))) {
    for (const name of readdirSync(table)) {
      const path = join(table, name);
      if (mutationPattern.test(name) && statSync(path).size === 0) rmSync(path);
    }
  }
}

/** Before the first start there are none. */
function directoriesIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(path, name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
