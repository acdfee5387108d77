import { createRequire } from "node:module";
import type { validateDetailed } from "node-cron";

const load = createRequire(import.meta.url);

/**
 * Returns what keeps a text from being a schedule of five fields, or undefined for one that is: the scheduler itself
 * judges. It is loaded for a schedule that somebody has set, as that takes longer than to check all other settings.
 */
export function findCronFault(text: string): string | undefined {
  if (text.trim().split(/\s+/).length !== fieldCount) return "there must be five fields";
  // The scheduler writes a range out before it looks at its ends.
  if (/\d{3}/.test(text)) return "no number of a schedule has three digits";
  const scheduler = load("node-cron") as { readonly validateDetailed: typeof validateDetailed };
  const { valid, errors } = scheduler.validateDetailed(text);
  return valid ? undefined : (errors[0]?.message ?? "it is none");
}

const fieldCount = 5;
