import { setting } from "../setting.ts";
import { decimal } from "../types.ts";

const share = decimal({ minimum: 0, maximum: 1 });

export const labelsSettings = {
  ambiguousWeight: weight(
    1,
    "Weight in training of an address that evolved ambiguously, beside 1 for a benign one.",
  ),
  dormantWeight: weight(1, "Weight in training of an address that went dormant, beside 1 for a benign one."),
  customWeight: weight(0.5, "Weight in training of an imported label, times its confidence."),
  hindsightWeight: weight(
    0.5,
    "Weight in training of what flows tell of an address on an earlier day, beside 1 for an alert.",
  ),
  maxBadShare: setting({
    type: share,
    default: 0.1,
    description: "Share of bad rows above which a label file is refused.",
    placeholder: "share",
  }),
};

function weight(standard: number, description: string) {
  return setting({
    type: decimal({ above: 0, maximum: 100 }),
    default: standard,
    description,
    placeholder: "weight",
  });
}
