import { resolveConfig } from "../../src/config/resolve.ts";
import type { GuardSettings } from "../../src/config/settings.ts";

/** Returns the guard's rules as nobody has set them, but for these. */
export function createGuardRules(overrides: Partial<GuardSettings> = {}): GuardSettings {
  return { ...resolveConfig([]).settings.guard, ...overrides };
}
