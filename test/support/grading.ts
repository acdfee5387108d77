import type { GradingSettings } from "../../src/config/settings.ts";
import { resolveSources } from "../unit/config/resolve-sources.ts";

/** Returns the default rules of grading, with the given flags. */
export function createGradingSettings(flags: Record<string, string> = {}): GradingSettings {
  const dashed = Object.entries(flags).map(([key, value]) => [key.replaceAll("_", "-"), value]);
  return resolveSources({ flags: Object.fromEntries(dashed) as Record<string, string> }).settings.grading;
}
