import { setting } from "../setting.ts";
import { choice, listOf, text, textLike, wholeNumber } from "../types.ts";
import { hostName } from "./host-name.ts";

const mostOrigins = 100;

const origin = textLike(/^(\*|https?:\/\/[^/?#@\s]+)$/, "origins like https://example.org, or *");

export const axonSettings = {
  host: setting({
    type: hostName,
    default: "0.0.0.0",
    description: "Address that the axon listens on.",
    placeholder: "address",
    environment: ["AXON_HOST", "API_HOST"],
  }),
  port: setting({
    type: wholeNumber(0, 65_535),
    default: 8091,
    description: "Port that the axon listens on; 0 takes a free one.",
    placeholder: "port",
    environment: ["AXON_PORT", "API_PORT"],
  }),
  access: setting({
    type: choice(["open", "registered", "validators"]),
    default: "validators",
    description:
      "Who may ask for results and models: validators, registered, or open to everyone, which is for development.",
    placeholder: "who",
    environment: ["AXON_ACCESS"],
    flag: "access",
  }),
  corsOrigins: setting({
    type: listOf(origin, { minimum: 0, maximum: mostOrigins }),
    default: ["*"],
    description: "Origins whose pages may read the answers: a JSON array, or names with commas.",
    placeholder: "origins",
    environment: ["CORS_ORIGINS"],
  }),
  tlsCert: setting({
    type: text().min(1, { error: "must not be empty" }).optional(),
    default: undefined,
    description: "File with the certificate chain in PEM; the axon then speaks HTTPS alone.",
    placeholder: "file",
    environment: ["AXON_TLS_CERT"],
  }),
  tlsKey: setting({
    type: text().min(1, { error: "must not be empty" }).optional(),
    default: undefined,
    description: "File with the certificate's key in PEM.",
    placeholder: "file",
    environment: ["AXON_TLS_KEY"],
  }),
  cacheMegabytes: setting({
    type: wholeNumber(1, 65_536),
    default: 64,
    description: "Memory for rendered answers, in megabytes.",
    placeholder: "megabytes",
    environment: ["AXON_CACHE_MEGABYTES"],
  }),
};

export const apiSettings = {
  version: setting({
    type: textLike(/^[\w.+-]{1,64}$/, "1 to 64 letters, digits, dots, pluses and dashes"),
    default: "1.0.0",
    description: "Version of the API that /version reports.",
    placeholder: "version",
    environment: ["API_VERSION"],
  }),
  githubUrl: setting({
    type: textLike(/^(https?:\/\/[^\s@]+)?$/, "an http or https address without a user"),
    default: "",
    description:
      "Repository of the source code that the API reports; validators grade the scores 0 without one.",
    placeholder: "url",
    environment: ["GITHUB_URL"],
  }),
  commitHash: setting({
    type: text().max(64, { error: "must be at most 64 characters" }),
    default: "",
    description: "Commit of the source code that the API reports.",
    placeholder: "hash",
    environment: ["COMMIT_HASH"],
  }),
};
