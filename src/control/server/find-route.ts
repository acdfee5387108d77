import type { ControlRoute } from "./request.ts";

/** The route that takes a request, or which methods its path does take: none for an unknown path. */
export type FoundRoute =
  | { readonly route: ControlRoute; readonly params: Readonly<Record<string, string>> }
  | { readonly route: undefined; readonly allowed: readonly string[] };

/** Returns the route of a method and path, the first that fits. */
export function findRoute(routes: readonly ControlRoute[], method: string, path: string): FoundRoute {
  const fitting = routes.flatMap((route) => {
    const params = paramsOf(route.path, path);
    return params === undefined ? [] : [{ route, params }];
  });
  const found = fitting.find(({ route }) => route.method === method);
  return found ?? { route: undefined, allowed: [...new Set(fitting.map(({ route }) => route.method))] };
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const text = decode(given[place] ?? "");
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (text === undefined || (name === undefined ? text !== part : text === "")) return undefined;
    if (name !== undefined) params[name] = text;
  }
  return params;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
