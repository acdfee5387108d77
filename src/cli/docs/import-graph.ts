import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";

/** What a part of the program imports. */
export interface PartImports {
  /** `src/axon`, `src/subnets/risk` or `neurons`. */
  readonly part: string;
  /** Other parts, by name. */
  readonly parts: readonly string[];
  /** Packages of others, without Node's own. */
  readonly packages: readonly string[];
}

const importPattern = /^(?:import|export)\s[^;]*?\bfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** Reads the imports of every TypeScript file below `neurons` and `src` of a checkout, by part, sorted. */
export async function readImportGraph(checkout: string): Promise<PartImports[]> {
  const graph = new Map<string, { parts: Set<string>; packages: Set<string> }>();
  for (const root of ["neurons", "src"]) {
    for (const name of await readdir(join(checkout, root), { recursive: true })) {
      if (!name.endsWith(".ts")) continue;
      const path = posix.join(root, name.replaceAll("\\", "/"));
      const entry = graph.get(partOf(path)) ?? { parts: new Set(), packages: new Set() };
      graph.set(partOf(path), entry);
      for (const target of importsIn(await readFile(join(checkout, path), "utf8"))) {
        if (target.startsWith(".")) entry.parts.add(partOf(posix.join(posix.dirname(path), target)));
        else if (!target.startsWith("node:")) entry.packages.add(packageOf(target));
      }
      entry.parts.delete(partOf(path));
    }
  }
  return [...graph]
    .map(([part, { parts, packages }]) => ({
      part,
      parts: [...parts].sort(),
      packages: [...packages].sort(),
    }))
    .sort((a, b) => (a.part < b.part ? -1 : 1));
}

/** Returns what a file's text imports, as written. */
export function importsIn(text: string): string[] {
  return [...text.matchAll(importPattern)].map(([, fixed, lazy]) => fixed ?? lazy ?? "");
}

/** Returns the part that a file belongs to: every subnet is one, else a folder of `src`, or `neurons`. */
export function partOf(path: string): string {
  const [root = "", folder = "", subnet = ""] = path.split("/");
  if (root !== "src") return root;
  return folder === "subnets" ? `src/subnets/${subnet}` : `src/${folder}`;
}

function packageOf(target: string): string {
  return target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
}
