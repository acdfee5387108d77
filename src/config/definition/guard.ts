import { setting, type Setting } from "../setting.ts";
import { listOf, wholeNumber } from "../types.ts";
import { addressRange } from "./address-range.ts";

const mostRanges = 100;
const mostRequests = 100_000;
const mostFailures = 10_000;
const secondsOfADay = 86_400;

const ranges = listOf(addressRange, { minimum: 0, maximum: mostRanges });

export const guardSettings = {
  trustedProxies: setting({
    type: ranges,
    default: [],
    description: "Proxies whose X-Forwarded-For is believed: addresses, or ranges like 10.0.0.0/8.",
    placeholder: "ranges",
  }),
  exempt: setting({
    type: ranges,
    default: [],
    description: "Addresses, or ranges like 10.0.0.0/8, that the guard neither counts nor bans by itself.",
    placeholder: "ranges",
  }),
  hotkeyPerSecond: requestLimit(10, "of a hotkey in any second"),
  hotkeyPerMinute: requestLimit(120, "of a hotkey in any minute"),
  ipPerSecond: requestLimit(50, "of an address in any second"),
  ipPerMinute: requestLimit(500, "of an address in any minute"),
  globalPerSecond: requestLimit(200, "of all hotkeys together in any second"),
  globalPerMinute: requestLimit(5_000, "of all hotkeys together in any minute"),
  hotkeyFailures: failureCount(10, "Failures of a hotkey within a minute that start a cooldown."),
  ipFailures: failureCount(50, "Failures of an address within five minutes that start a cooldown."),
  cooldownSeconds: setting({
    type: wholeNumber(1, secondsOfADay),
    default: 30,
    description: "Length of the first cooldown, in seconds; each further one is twice as long.",
    placeholder: "seconds",
  }),
  maxCooldownSeconds: setting({
    type: wholeNumber(1, secondsOfADay),
    default: 3_600,
    description: "Length of the longest cooldown, in seconds.",
    placeholder: "seconds",
  }),
  cooldownViolations: failureCount(20, "Requests during cooldowns within an hour that ban for a time."),
  banHours: setting({
    type: wholeNumber(1, 8_760),
    default: 24,
    description: "Length of such a ban, in hours.",
    placeholder: "hours",
  }),
  criticalFailures: failureCount(
    10,
    "Bad signatures, replays, probes and unknown hotkeys from an address within a day that ban it for good.",
  ),
};

function requestLimit(standard: number, what: string): Setting<number> {
  return setting({
    type: wholeNumber(0, mostRequests),
    default: standard,
    description: `Most requests ${what}; 0 for no limit.`,
    placeholder: "count",
  });
}

function failureCount(standard: number, description: string): Setting<number> {
  return setting({
    type: wholeNumber(1, mostFailures),
    default: standard,
    description,
    placeholder: "count",
  });
}
