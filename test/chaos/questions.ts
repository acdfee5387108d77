import { windowDays } from "./batches.ts";
import type { Chance } from "./chance.ts";
import type { Kind } from "./publications.ts";

/** What is asked for. */
export interface Question {
  readonly kind: Kind;
  /** YYYY-MM-DD, or `latest`. */
  readonly date: string;
  /** Undefined for the whole document. */
  readonly page: { readonly limit: number; readonly offset: number } | undefined;
  readonly path: string;
}

const places: Readonly<Record<Kind, string>> = {
  scores: "/scores/alerts",
  rankings: "/rankings/alerts",
  clusters: "/scores/clusters",
};

const newestShare = 0.4;
const pageShare = 0.3;
const mostRows = 40;

/** Returns a question: of the newest date, of another, or for a part that is hardly in anybody's memory. */
export function chooseQuestion(chance: Chance, dates: readonly string[]): Question {
  const kind = chance.pick(["scores", "scores", "rankings", "clusters"]);
  const [first = "latest", ...others] = dates;
  const date = chance.happens(newestShare) ? "latest" : chance.pick([first, ...others]);
  const page = chance.happens(pageShare)
    ? { limit: Math.ceil(chance.between(0, mostRows)), offset: Math.floor(chance.between(0, mostRows)) }
    : undefined;
  const query = page === undefined ? "" : `&limit=${page.limit}&offset=${page.offset}`;
  return { kind, date, page, path: `${places[kind]}/${date}?window_days=${windowDays}${query}` };
}
