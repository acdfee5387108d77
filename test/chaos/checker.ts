import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Publications, Recorded } from "./publications.ts";
import type { Question } from "./questions.ts";
import { idText, type Worlds } from "./worlds.ts";

/** An answer with status 200. */
export interface Given {
  readonly question: Question;
  readonly body: Buffer;
  /** Seconds of the run. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

const row = z.record(z.string(), z.unknown());
const document = z.object({
  processing_date: z.string(),
  model_version: z.string(),
  total_alerts: z.number().optional(),
  total_clusters: z.number().optional(),
  scores: z.array(row).optional(),
  rankings: z.array(row).optional(),
  metadata: z.looseObject({ processed_at: z.string() }),
});
type Document = z.infer<typeof document>;

/** Publications that are alike in what was answered, the oldest first. */
type Candidates = readonly [Recorded, ...Recorded[]];

/** The oldest publication that the newest answers of a date can be of, and when the first of them came. */
interface Newest {
  readonly publication: Recorded;
  readonly answeredAt: number;
}

/** An answer that what was read of the tables so far cannot explain, and what was newest of each date when it came. */
interface Waiting {
  readonly given: Given;
  readonly newest: ReadonlyMap<string, Newest>;
}

/** A publication is in the tables before it is in this process. */
const patienceSeconds = 30;
const mostVerdicts = 5_000;

/** Judges every answer by the publications as they were made; what it finds wrong it keeps. */
export class Checker {
  readonly wrong: unknown[] = [];
  /** Answers that came from a publication that was replaced already in an earlier answer. */
  readonly stepsBack: unknown[] = [];
  checked = 0;
  readonly #publications: Pick<Publications, "count" | "of">;
  readonly #worlds: Pick<Worlds, "idsOf">;
  /** By question, bytes and number of publications: most answers are the same as one before. */
  readonly #verdicts = new Map<string, Candidates>();
  /** By date. */
  readonly #newest = new Map<string, Newest>();
  /** What the last answer of a date can be of. */
  readonly #last = new Map<string, Candidates>();
  #newestDate = { date: "", answeredAt: 0 };
  #waiting: Waiting[] = [];

  constructor(publications: Pick<Publications, "count" | "of">, worlds: Pick<Worlds, "idsOf">) {
    this.#publications = publications;
    this.#worlds = worlds;
  }

  /**
   * Takes an answer; one whose publication is not known yet waits for `settle`, and so does one that seems to be of an
   * older publication: a page without rows is alike in many, and the one that it is of may be the one not known yet.
   */
  take(given: Given): void {
    if (!this.#judge(given, { newest: this.#newest, isAllKnown: false }))
      this.#waiting.push({ given, newest: new Map(this.#newest) });
  }

  /**
   * Judges again what waited, after the publications were read anew; what waited too long is wrong.
   *
   * @param readSince when the reading began, in seconds of the run: what was answered before is in it.
   */
  settle(nowSeconds: number, readSince: number): void {
    this.#waiting = this.#waiting.filter(({ given, newest }) => {
      if (this.#judge(given, { newest, isAllKnown: given.answeredAt < readSince })) return false;
      if (nowSeconds - given.answeredAt < patienceSeconds) return true;
      this.checked += 1;
      this.#blame(given, "its rows are of no publication");
      return false;
    });
  }

  #judge(
    given: Given,
    { newest, isAllKnown }: Pick<Waiting, "newest"> & { readonly isAllKnown: boolean },
  ): boolean {
    const { question, body } = given;
    const digest = createHash("sha256").update(body).digest("base64");
    const key = `${question.path} ${digest} ${this.#publications.count}`;
    const candidates = this.#verdicts.get(key) ?? this.#find(given);
    if (candidates === "wrong") return true;
    if (candidates === undefined) return false;
    if (this.#verdicts.size >= mostVerdicts) this.#verdicts.clear();
    this.#verdicts.set(key, candidates);
    const isBack = isStepBack(given, candidates, newest);
    if (isBack && !isAllKnown) return false;
    this.checked += 1;
    if (isBack)
      this.stepsBack.push({
        path: question.path,
        askedAt: given.askedAt,
        publication: youngestOf(candidates).id,
      });
    this.#keepTimes(given, candidates);
    return true;
  }

  /** Returns the publications that the answer can be of, undefined where none is known yet. */
  #find(given: Given): Candidates | "wrong" | undefined {
    const parsed = parse(given.body);
    const fault = parsed === undefined ? "it is no document" : faultOf(parsed, given.question);
    if (parsed === undefined || fault !== undefined) {
      this.checked += 1;
      this.#blame(given, fault);
      return "wrong";
    }
    const [oldest, ...newer] = this.#publications
      .of(parsed.processing_date)
      .filter((publication) => isOf(parsed, given.question, publication))
      .sort((one, other) => one.updatedMs - other.updatedMs);
    if (oldest === undefined) return undefined;
    if ([oldest, ...newer].every((publication) => this.#isOfOneBatch(publication))) return [oldest, ...newer];
    this.checked += 1;
    this.#blame(given, "its alerts and clusters are of no one batch");
    return "wrong";
  }

  #isOfOneBatch({ date, rows }: Recorded): boolean {
    const alerts = idText(rows.scores.map(({ alert_id }) => String(alert_id)));
    const ranked = idText(rows.rankings.map(({ alert_id }) => String(alert_id)));
    const clusters = idText(rows.clusters.map(({ cluster_id }) => String(cluster_id)));
    return this.#worlds
      .idsOf(date)
      .some((ids) => ids.alerts === alerts && ids.alerts === ranked && ids.clusters === clusters);
  }

  #keepTimes({ question, askedAt, answeredAt }: Given, candidates: Candidates): void {
    const [oldest] = candidates;
    const { date } = oldest;
    const newest = this.#newest.get(date);
    if (newest === undefined || newest.publication.updatedMs < oldest.updatedMs)
      this.#newest.set(date, { publication: oldest, answeredAt });
    this.#last.set(date, candidates);
    if (question.date !== "latest") return;
    if (date < this.#newestDate.date && askedAt > this.#newestDate.answeredAt)
      this.stepsBack.push({ path: question.path, askedAt, date });
    if (date > this.#newestDate.date) this.#newestDate = { date, answeredAt };
  }

  /** Returns whether the last answer of a date can be of this publication. */
  isAnswered(date: string, id: string | undefined): boolean {
    return this.#last.get(date)?.some((publication) => publication.id === id) ?? false;
  }

  #blame({ question, body, askedAt }: Given, fault: string | undefined): void {
    this.wrong.push({ path: question.path, askedAt, fault, body: body.toString("utf8").slice(0, 300) });
  }
}

function isStepBack({ askedAt }: Given, candidates: Candidates, newest: Waiting["newest"]): boolean {
  const known = newest.get(candidates[0].date);
  if (known === undefined || askedAt <= known.answeredAt) return false;
  return known.publication.updatedMs > youngestOf(candidates).updatedMs;
}

function youngestOf(candidates: Candidates): Recorded {
  return candidates.at(-1) ?? candidates[0];
}

function parse(body: Buffer): Document | undefined {
  try {
    return document.safeParse(JSON.parse(body.toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

function faultOf(answer: Document, { kind, date }: Question): string | undefined {
  if (date !== "latest" && answer.processing_date !== date) return "it is of another date";
  if (rowsOf(answer, kind) === undefined) return "it has no rows of what was asked for";
  return undefined;
}

function isOf(answer: Document, { kind, page }: Question, publication: Recorded): boolean {
  const rows = publication.rows[kind];
  const { limit = rows.length, offset = 0 } = page ?? {};
  const total = kind === "clusters" ? answer.total_clusters : answer.total_alerts;
  const processedAt = `${new Date(publication.updatedMs).toISOString().slice(0, 19)}Z`;
  return (
    answer.model_version === publication.models[kind] &&
    total === rows.length &&
    answer.metadata.processed_at === processedAt &&
    isDeepStrictEqual(rowsOf(answer, kind), rows.slice(offset, offset + limit))
  );
}

function rowsOf({ scores, rankings }: Document, kind: Question["kind"]) {
  return kind === "rankings" ? rankings : scores;
}
