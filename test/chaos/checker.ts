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

/** A publication is in the tables before it is in this process. */
const patienceSeconds = 30;
const mostVerdicts = 5_000;

/** Judges every answer by the publications as they were made; what it finds wrong it keeps. */
export class Checker {
  readonly wrong: unknown[] = [];
  /** Answers that came from a publication that was replaced already in an earlier answer. */
  readonly stepsBack: unknown[] = [];
  checked = 0;
  readonly #publications: Publications;
  readonly #worlds: Worlds;
  /** By question and bytes: most answers are the same as one before. */
  readonly #verdicts = new Map<string, Recorded>();
  readonly #newest = new Map<string, { publication: Recorded; answeredAt: number }>();
  #newestDate = { date: "", answeredAt: 0 };
  #waiting: Given[] = [];

  constructor(publications: Publications, worlds: Worlds) {
    this.#publications = publications;
    this.#worlds = worlds;
  }

  /** Takes an answer; one whose publication is not known yet waits for `settle`. */
  take(given: Given): void {
    if (!this.#judge(given)) this.#waiting.push(given);
  }

  /** Judges again what waited, after the publications were read anew; what waited too long is wrong. */
  settle(nowSeconds: number): void {
    this.#waiting = this.#waiting.filter((given) => {
      if (this.#judge(given)) return false;
      if (nowSeconds - given.answeredAt < patienceSeconds) return true;
      this.checked += 1;
      this.#blame(given, "its rows are of no publication");
      return false;
    });
  }

  #judge(given: Given): boolean {
    const { question, body } = given;
    const key = `${question.path} ${createHash("sha256").update(body).digest("base64")}`;
    const publication = this.#verdicts.get(key) ?? this.#find(given);
    if (publication === "wrong") return true;
    if (publication === undefined) return false;
    if (this.#verdicts.size >= mostVerdicts) this.#verdicts.clear();
    this.#verdicts.set(key, publication);
    this.checked += 1;
    this.#compareTimes(given, publication);
    return true;
  }

  /** Returns the publication that the answer is of, undefined where none is known yet. */
  #find(given: Given): Recorded | "wrong" | undefined {
    const parsed = parse(given.body);
    const fault = parsed === undefined ? "it is no document" : faultOf(parsed, given.question);
    if (parsed === undefined || fault !== undefined) {
      this.checked += 1;
      this.#blame(given, fault);
      return "wrong";
    }
    const found = this.#publications
      .of(parsed.processing_date)
      .find((publication) => isOf(parsed, given.question, publication));
    if (found === undefined) return undefined;
    if (this.#isOfOneBatch(found)) return found;
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

  #compareTimes(given: Given, publication: Recorded): void {
    const { question, askedAt, answeredAt } = given;
    const { date, updatedMs } = publication;
    const newest = this.#newest.get(date);
    if (newest !== undefined && newest.publication.updatedMs > updatedMs && askedAt > newest.answeredAt)
      this.stepsBack.push({ path: question.path, askedAt, publication: publication.id });
    if (newest === undefined || newest.publication.updatedMs < updatedMs)
      this.#newest.set(date, { publication, answeredAt });
    if (question.date !== "latest") return;
    if (date < this.#newestDate.date && askedAt > this.#newestDate.answeredAt)
      this.stepsBack.push({ path: question.path, askedAt, date });
    if (date > this.#newestDate.date) this.#newestDate = { date, answeredAt };
  }

  /** Returns the publication of a date that was answered last. */
  findNewest(date: string): Recorded | undefined {
    return this.#newest.get(date)?.publication;
  }

  #blame({ question, body, askedAt }: Given, fault: string | undefined): void {
    this.wrong.push({ path: question.path, askedAt, fault, body: body.toString("utf8").slice(0, 300) });
  }
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
