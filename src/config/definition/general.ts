import { setting } from "../setting.ts";
import { listOf, text, textLike, wholeNumber } from "../types.ts";

const mostNetworks = 32;

const networkName = textLike(
  /^[a-z0-9_]{1,32}$/,
  "network names of 1 to 32 lower-case letters, digits and underscores",
);

export const generalSettings = {
  dataDir: setting({
    type: text().min(1, { error: "must name a directory" }),
    default: "./data",
    description: "Directory of everything that the neuron writes.",
    placeholder: "directory",
  }),
  networks: setting({
    type: listOf(networkName, { minimum: 1, maximum: mostNetworks }),
    default: ["torus"],
    description: "Networks to score and serve: one name, or several with commas.",
    placeholder: "names",
    environment: ["NETWORKS", "NETWORK"],
    flag: "network",
  }),
  windowDays: setting({
    type: wholeNumber(1, 3_650),
    default: 195,
    description: "Days before the processing date that a batch looks back on.",
    placeholder: "days",
    environment: ["WINDOW_DAYS"],
    flag: "window",
  }),
};
