/** Returns ` (did you mean axon.port?)` for the known name closest to a mistyped one, or nothing when none is close. */
export function didYouMean(mistyped: string, known: Iterable<string>): string {
  const closest = [...known]
    .map((name) => ({ name, edits: editsBetween(plain(mistyped), plain(name)) }))
    .sort((a, b) => a.edits - b.edits)[0];
  if (closest === undefined || closest.edits > mostEdits(mistyped)) return "";
  return ` (did you mean ${closest.name}?)`;
}

const longestComparedCharacters = 64;

function mostEdits(name: string): number {
  return name.length < 6 ? 1 : 2;
}

/** Returns the name as it sounds: `dataDir`, `data-dir` and `data_dir` are alike. */
function plain(name: string): string {
  return name.slice(0, longestComparedCharacters).toLowerCase().replace(/[-_]/g, "");
}

/** Returns the Levenshtein distance, one row of its table at a time. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
