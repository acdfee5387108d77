import type { GuardSettings as Rules } from "../../config/settings.ts";
import { capacityFor, limitsOf, type Limit } from "./limits.ts";
import type { SubjectKind } from "./refusal.ts";
import { Tracker } from "./tracker.ts";

export type { GuardSettings as Rules } from "../../config/settings.ts";

const mostAddresses = 100_000;
const mostHotkeys = 10_000;
/** Failures count together within these times (facts: sparket 2.3). */
const ipFailureWindowMs = 300_000;
const hotkeyFailureWindowMs = 60_000;

/** Returns the limits that the settings ask for. */
export function limitsFrom(rules: Rules): Readonly<Record<SubjectKind | "global", readonly Limit[]>> {
  return {
    ip: limitsOf("ip", { perSecond: rules.ipPerSecond, perMinute: rules.ipPerMinute }),
    hotkey: limitsOf("hotkey", { perSecond: rules.hotkeyPerSecond, perMinute: rules.hotkeyPerMinute }),
    global: limitsOf("global", { perSecond: rules.globalPerSecond, perMinute: rules.globalPerMinute }),
  };
}

/** Returns what remembers addresses and hotkeys, with the penalties that the settings ask for. */
export function createTrackers(rules: Rules): Readonly<Record<SubjectKind, Tracker>> {
  const { ip, hotkey } = limitsFrom(rules);
  const penalties = {
    firstCooldownMs: rules.cooldownSeconds * 1_000,
    longestCooldownMs: rules.maxCooldownSeconds * 1_000,
    violations: rules.cooldownViolations,
    criticalFailures: rules.criticalFailures,
  };
  return {
    ip: new Tracker({
      mostSubjects: mostAddresses,
      logCapacity: capacityFor(ip),
      penalties: { ...penalties, failures: rules.ipFailures, failureWindowMs: ipFailureWindowMs },
    }),
    hotkey: new Tracker({
      mostSubjects: mostHotkeys,
      logCapacity: capacityFor(hotkey),
      penalties: { ...penalties, failures: rules.hotkeyFailures, failureWindowMs: hotkeyFailureWindowMs },
    }),
  };
}
