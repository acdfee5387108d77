import { NeuronError } from "../../../lib/errors.ts";
import {
  dropUnusedLabels,
  findCurrentImport,
  getCurrentImports,
  recordRemoval,
  type CurrentImport,
  type LabelDeps,
} from "./label-store.ts";

/**
 * Removes the labels of a source and returns what they were. Throws LABELS_REFUSED when there is none of that name. The
 * caller holds the network's write lock.
 */
export async function removeLabels(deps: LabelDeps, source: string): Promise<CurrentImport> {
  const current = await findCurrentImport(deps.database, source);
  if (current === undefined) {
    const known = (await getCurrentImports(deps.database)).map((row) => row.source).join(", ");
    throw new NeuronError(
      "LABELS_REFUSED",
      `No labels were imported as ${source}. There are: ${known === "" ? "none" : known}`,
      { context: { source } },
    );
  }
  await recordRemoval(deps, source);
  await dropUnusedLabels(deps.database);
  return current;
}
