import { isIP } from "node:net";
import { setting } from "../setting.ts";
import { isWebsocketUrl, namedNetworks, noNetwork } from "../subtensor.ts";
import { decimal, listOf, text, textLike, wholeNumber, yesOrNo } from "../types.ts";

const mostEndpoints = 16;
const mostServices = 16;

const websocketUrl = text().refine(isWebsocketUrl, {
  error: "must be a ws:// or wss:// address without a user",
});

const networkNames = [...namedNetworks.keys()].join(", ");

const network = text().refine(
  (value) => value === noNetwork || namedNetworks.has(value) || isWebsocketUrl(value),
  { error: `must be one of ${networkNames}, ${noNetwork}, or a ws:// or wss:// address without a user` },
);

const service = textLike(/^https?:\/\/[^?#@\s]+$/, "http or https addresses without a user");

export const subtensorSettings = {
  network: setting({
    type: network,
    default: "finney",
    description:
      "Network of the chain: finney, test, archive, local, a ws:// or wss:// address, or none to serve without one.",
    placeholder: "name",
    environment: ["BT_SUBTENSOR_NETWORK"],
  }),
  chainEndpoint: setting({
    type: listOf(websocketUrl, { minimum: 0, maximum: mostEndpoints }),
    default: [],
    description:
      "Addresses of the chain's nodes, the preferred one first; they are used instead of the network's.",
    placeholder: "urls",
    environment: ["BT_SUBTENSOR_CHAIN_ENDPOINT"],
    flag: "subtensor.chain_endpoint",
  }),
  netuid: setting({
    type: wholeNumber(0, 65_535),
    default: 1,
    description: "Subnet that the neuron is on.",
    placeholder: "number",
    environment: ["NETUID"],
    flag: "netuid",
  }),
};

export const registrationSettings = {
  auto: setting({
    type: yesOrNo(),
    default: false,
    description: "Register at the start when the hotkey is not registered; needs the coldkey and a maximum.",
    placeholder: "true|false",
    flag: "auto-register",
  }),
  maxBurn: setting({
    type: decimal({ above: 0, maximum: 1_000_000 }).optional(),
    default: undefined,
    description: "Most that a registration may burn, in TAO.",
    placeholder: "tao",
    flag: "max-burn",
  }),
};

/** How the axon is announced on chain; beside the other settings of the axon. */
export const announcementSettings = {
  externalIp: setting({
    type: text()
      .refine((value) => isIP(value) !== 0 && !value.includes("%"), {
        error: "must be an IPv4 or IPv6 address",
      })
      .optional(),
    default: undefined,
    description: "Address at which validators reach the axon; without one, a service is asked.",
    placeholder: "address",
    environment: ["BT_AXON_EXTERNAL_IP", "AXON_EXTERNAL_IP"],
    flag: "axon.external_ip",
  }),
  externalPort: setting({
    type: wholeNumber(1, 65_535).optional(),
    default: undefined,
    description: "Port at which validators reach the axon, where it is not the one that it listens on.",
    placeholder: "port",
    environment: ["BT_AXON_EXTERNAL_PORT", "AXON_EXTERNAL_PORT"],
    flag: "axon.external_port",
  }),
  allowPrivate: setting({
    type: yesOrNo(),
    default: false,
    description: "Announce private and loopback addresses too, for a local network: true or false.",
    placeholder: "true|false",
    flag: "axon.allow_private",
  }),
  addressServices: setting({
    type: listOf(service, { minimum: 0, maximum: mostServices }),
    default: ["https://checkip.amazonaws.com", "https://api.ipify.org", "https://icanhazip.com"],
    description: "Services that say from which address they were asked, the preferred one first.",
    placeholder: "urls",
  }),
  reachService: setting({
    type: textLike(
      /^https?:\/\/\S*\{port\}\S*$/,
      "an http:// or https:// address with {port} in it",
    ).optional(),
    default: undefined,
    description:
      "Service that tells neuron doctor whether it reaches the axon from outside; {ip} and {port} in it are filled in.",
    placeholder: "url",
  }),
  certificate: setting({
    type: textLike(
      /^0x([0-9a-f]{2}){2,65}$/i,
      "0x and hexadecimal digits: a byte for the algorithm and 1 to 64 of public key",
    ).optional(),
    default: undefined,
    description: "Public key for TLS that is announced with the axon.",
    placeholder: "hex",
  }),
  prometheusPort: setting({
    type: wholeNumber(1, 65_535).optional(),
    default: undefined,
    description: "Port of the metrics to announce; without one, they are not announced.",
    placeholder: "port",
  }),
};
