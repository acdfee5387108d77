import { z } from "zod";
import { readBans, removeBan, saveBan } from "../../axon/guard/ban-files.ts";
import { findSubject } from "../../axon/guard/ban-subject.ts";
import { isOver, longestReasonCharacters, type Ban, type Subject } from "../../axon/guard/ban.ts";
import { NeuronError } from "../../lib/errors.ts";
import type { ControlDeps } from "../control-deps.ts";
import { json, type ControlRoute } from "../server/request.ts";
import { parseBody } from "./parse.ts";

const banBody = z.object({
  subject: z.string(),
  reason: z.string().min(1).max(longestReasonCharacters).default("Banned by hand"),
  /** Without it, for good. */
  durationMs: z.int().min(1).optional(),
});

/** Returns the routes about bans. They change the ban files, which the guard follows within seconds. */
export function createBanRoutes({ bansDirectory, clock }: ControlDeps): ControlRoute[] {
  return [
    {
      method: "GET",
      path: "/bans",
      access: "token",
      handle: async () => {
        const { bans, unreadable } = await readBans(bansDirectory);
        return json({ bans: bans.filter((ban) => !isOver(ban, clock.now())), unreadable });
      },
    },
    {
      method: "POST",
      path: "/bans",
      access: "token",
      handle: async ({ body }) => {
        const { subject, reason, durationMs } = parseBody(banBody, body);
        const bannedAtMs = clock.now();
        const untilMs = durationMs === undefined ? undefined : bannedAtMs + durationMs;
        const ban: Ban = { ...subjectOf(subject), reason, by: "operator", bannedAtMs, untilMs };
        await saveBan(bansDirectory, ban);
        return json({ ban }, 201);
      },
    },
    {
      method: "DELETE",
      path: "/bans/{subject}",
      access: "token",
      handle: async ({ params }) => {
        const subject = subjectOf(params["subject"] ?? "");
        return json({ ...subject, lifted: await removeBan(bansDirectory, subject) });
      },
    },
  ];
}

function subjectOf(text: string): Subject {
  const subject = findSubject(text);
  if (subject !== undefined) return subject;
  throw new NeuronError("USAGE_INVALID", `${text} is neither an IP address nor a hotkey`);
}
