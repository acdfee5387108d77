import { resolve } from "node:path";
import { bansDirectoryIn, readBans, removeBan, saveBan } from "../../axon/guard/ban-files.ts";
import { findSubject } from "../../axon/guard/ban-subject.ts";
import { isOver, longestReasonCharacters, type Ban, type Subject } from "../../axon/guard/ban.ts";
import { NeuronError } from "../../lib/errors.ts";
import type { Call, Result } from "../command.ts";
import { requiredText } from "../wallet/selection.ts";

/** Lists every ban that holds, and names the files that are none. */
export async function listBans(call: Call): Promise<Result> {
  const directory = directoryOf(call);
  const { bans, unreadable } = await readBans(directory);
  const nowMs = call.tools.clock.now();
  const holding = bans.filter((ban) => !isOver(ban, nowMs));
  if (holding.length === 0) call.print("Nobody is banned");
  for (const ban of holding) call.print(describe(ban));
  for (const file of unreadable)
    call.print(`${file} holds no ban and is left out: remove it from ${directory}`);
  return { directory, bans: holding.map(resultOf), unreadable };
}

/** Removes a ban. Lifting one that is not there is no error, so that it can be repeated. */
export async function liftBan(call: Call): Promise<Result> {
  const subject = subjectOf(call);
  const lifted = await removeBan(directoryOf(call), subject);
  call.print(lifted ? `${subject.name} is let in again` : `${subject.name} was not banned`);
  return { ...subject, lifted };
}

/** Bans someone, in place of an older ban. Throws USAGE_INVALID for a subject, time or reason it cannot read. */
export async function addBan(call: Call): Promise<Result> {
  const bannedAtMs = call.tools.clock.now();
  const durationMs = findDuration(call);
  const ban: Ban = {
    ...subjectOf(call),
    reason: reasonOf(call),
    by: "operator",
    bannedAtMs,
    untilMs: durationMs === undefined ? undefined : bannedAtMs + durationMs,
  };
  await saveBan(directoryOf(call), ban);
  call.print(describe(ban));
  return resultOf(ban);
}

function directoryOf({ config, shell }: Call): string {
  return bansDirectoryIn(resolve(shell.workingDirectory, config.settings.dataDir));
}

function subjectOf(call: Call): Subject {
  const text = requiredText(call, "subject");
  const subject = findSubject(text);
  if (subject !== undefined) return subject;
  throw new NeuronError("USAGE_INVALID", `${text} is neither an IP address nor a hotkey`);
}

const unitsMs: ReadonlyMap<string, number> = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

function findDuration({ options }: Call): number | undefined {
  const text = options["for"];
  if (text === undefined) return undefined;
  const [, count, unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(String(text)) ?? [];
  const unitMs = unitsMs.get(unit);
  if (unitMs !== undefined) return Number(count) * unitMs;
  throw new NeuronError("USAGE_INVALID", "--for takes a time of up to 99999 units, like 30m, 24h or 7d");
}

function reasonOf({ options }: Call): string {
  const reason = String(options["reason"] ?? "Banned by hand");
  if (reason.length <= longestReasonCharacters) return reason;
  throw new NeuronError("USAGE_INVALID", `--reason takes at most ${longestReasonCharacters} characters`);
}

function describe({ kind, name, reason, by, untilMs }: Ban): string {
  const until = untilMs === undefined ? "for good" : `until ${isoOf(untilMs)}`;
  return `${kind} ${name}  ${until}  by ${by}: ${reason}`;
}

function resultOf({ kind, name, reason, by, bannedAtMs, untilMs }: Ban): Result {
  const until = untilMs === undefined ? null : isoOf(untilMs);
  return { kind, name, reason, by, bannedAt: isoOf(bannedAtMs), until };
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
