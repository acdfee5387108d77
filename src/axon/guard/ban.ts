import { z } from "zod";
import type { SubjectKind } from "./refusal.ts";

/** Who is banned. */
export interface Subject {
  readonly kind: SubjectKind;
  /** An address as `subjectOfAddress` returns it, or a hotkey in SS58. */
  readonly name: string;
}

/** A subject that is turned away, until when, and why. */
export interface Ban extends Subject {
  readonly reason: string;
  /** `guard` for those it made by itself. */
  readonly by: "guard" | "operator";
  /** Milliseconds since the Unix epoch. */
  readonly bannedAtMs: number;
  /** Milliseconds since the Unix epoch; undefined for good. */
  readonly untilMs?: number | undefined;
}

/** Returns whether a ban is over. */
export function isOver({ untilMs }: Ban, nowMs: number): boolean {
  return untilMs !== undefined && untilMs <= nowMs;
}

/** Returns the name of the file that a ban stands in: one for each subject. */
export function banFileName({ kind, name }: Subject): string {
  return `${kind}-${name.replaceAll(":", "_").replaceAll("/", "+")}.json`;
}

/** Returns the content of a ban's file, for people to read too. */
export function renderBan({ kind, name, reason, by, bannedAtMs, untilMs }: Ban): string {
  const file: z.input<typeof banFileSchema> = {
    format,
    kind,
    name,
    reason,
    by,
    bannedAt: new Date(bannedAtMs).toISOString(),
    ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Returns the ban that a file says, or undefined for text that is none. */
export function parseBan(content: string): Ban | undefined {
  try {
    return banFileSchema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}

/** Counted up when the file's form changes. */
const format = 1;

const longestNameCharacters = 64;
export const longestReasonCharacters = 255;

const instant = z.iso.datetime().transform((text) => Date.parse(text));

const banFileSchema = z
  .object({
    format: z.literal(format),
    kind: z.enum(["ip", "hotkey"]),
    name: z.string().min(1).max(longestNameCharacters),
    reason: z.string().max(longestReasonCharacters),
    by: z.enum(["guard", "operator"]),
    bannedAt: instant,
    until: instant.optional(),
  })
  .transform(({ kind, name, reason, by, bannedAt, until }): Ban => ({
    kind,
    name,
    reason,
    by,
    bannedAtMs: bannedAt,
    untilMs: until,
  }));
