import { Help } from "commander";

/** Returns a count with thousands separated and its noun, for example `1,353 alerts`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? singular : plural}`;
}

/** Returns a count under the name that it is kept by, for example `1 batch` of the 1 in `batches`. */
export function countNamed(count: number, plural: string): string {
  const words = plural.replaceAll("_", " ");
  return countOf(count, words.replace(/(?<=ch|ss)es$|(?<!s)s$/, ""), words);
}

/** Returns a duration for people, in seconds with one decimal. */
export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** Returns a word as a shell takes it, quoted only where it needs to be. */
export function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Returns the lines of a text that begins after a margin and stays to the right of it, broken between words where it
 * would be wider than the terminal. Without a terminal it is one line: other programs look for it.
 */
export function behind(margin: string, text: string, columns: number | undefined): string[] {
  const lines =
    columns === undefined ? [text] : new Help().boxWrap(text, columns - margin.length).split("\n");
  return lines.map((line, place) => `${place === 0 ? margin : " ".repeat(margin.length)}${line}`);
}
