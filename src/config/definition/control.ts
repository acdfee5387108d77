import { setting } from "../setting.ts";
import { wholeNumber, yesOrNo } from "../types.ts";
import { hostName } from "./host-name.ts";

export const controlSettings = {
  enabled: setting({
    type: yesOrNo(),
    default: true,
    description: "Whether the miner serves its control API, metrics and dashboard.",
    placeholder: "true|false",
    environment: ["NEURON_CONTROL_ENABLED", "SPARKET_MINER_API_ENABLED"],
  }),
  host: setting({
    type: hostName,
    default: "127.0.0.1",
    description: "Address that the control API listens on; keep it on this machine.",
    placeholder: "address",
  }),
  port: setting({
    type: wholeNumber(0, 65_535),
    default: 8198,
    description: "Port of the control API; 0 takes a free one.",
    placeholder: "port",
    environment: ["NEURON_CONTROL_PORT", "SPARKET_MINER_API_PORT"],
  }),
};
