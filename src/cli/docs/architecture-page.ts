import { NeuronError } from "../../lib/errors.ts";
import type { PartImports } from "./import-graph.ts";
import { markdownTable } from "./markdown-table.ts";

const startMarker = "<!-- imports:start -->";
const endMarker = "<!-- imports:end -->";

/** Returns the page with diagram and table of imports between its markers made anew. Throws USAGE_INVALID without. */
export function replaceImports(page: string, graph: readonly PartImports[]): string {
  const start = page.indexOf(startMarker);
  const end = page.indexOf(endMarker);
  if (start === -1 || end < start) {
    throw new NeuronError("USAGE_INVALID", `The page lacks the markers ${startMarker} and ${endMarker}`);
  }
  const made = `${diagram(graph)}\n\n${table(graph)}`;
  return `${page.slice(0, start)}${startMarker}\n\n${made}\n\n${page.slice(end)}`;
}

/** Returns the arrows that no way over other parts implies, so that a diagram stays readable. */
export function essentialArrows(
  graph: readonly PartImports[],
): readonly (readonly [from: string, to: string])[] {
  const direct = new Map(graph.map(({ part, parts }) => [part, parts]));
  return graph.flatMap(({ part, parts }) =>
    parts
      .filter((target) => !parts.some((other) => other !== target && reaches(direct, other, target)))
      .map((target) => [part, target] as const),
  );
}

type Direct = ReadonlyMap<string, readonly string[]>;

function reaches(direct: Direct, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part === to) return true;
    if (seen.has(part)) continue;
    seen.add(part);
    open.push(...(direct.get(part) ?? []));
  }
  return false;
}

function diagram(graph: readonly PartImports[]): string {
  const nodes = graph.map(({ part }) => `  ${idOf(part)}["${part}"]`);
  const arrows = essentialArrows(graph).map(([from, to]) => `  ${idOf(from)} --> ${idOf(to)}`);
  return ["```mermaid", "flowchart TD", ...nodes, ...arrows, "```"].join("\n");
}

function idOf(part: string): string {
  return part.replaceAll("/", "_");
}

function table(graph: readonly PartImports[]): string {
  const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const rows = graph.map(({ part, parts, packages }) => [`\`${part}\``, list(parts), list(packages)]);
  return markdownTable(["Part", "Imports", "Packages"], rows);
}
