import { z } from "zod";
import { setting } from "../setting.ts";
import { text, textLike, wholeNumber, yesOrNo } from "../types.ts";
import { hostName } from "./host-name.ts";

const longestQuerySeconds = 86_400;

const httpPort = wholeNumber(1, 65_535)
  .refine((port) => port !== 9000, {
    error: "is the native protocol; this program speaks HTTP, usually 8123",
  })
  .refine((port) => port !== 9440, {
    error: "is the native protocol with TLS; this program speaks HTTP, usually 8443 with TLS",
  });

export const clickhouseSettings = {
  host: setting({
    type: hostName.optional(),
    default: undefined,
    description: "Host of the ClickHouse server; without one, the neuron starts its own embedded engine.",
    placeholder: "host",
    environment: ["CLICKHOUSE_HOST"],
    perNetwork: true,
  }),
  port: setting({
    type: httpPort,
    default: 8123,
    description: "HTTP port of the ClickHouse server.",
    placeholder: "port",
    environment: ["CLICKHOUSE_PORT"],
    perNetwork: true,
  }),
  user: setting({
    type: text().min(1, { error: "must not be empty" }),
    default: "default",
    description: "User on the ClickHouse server.",
    placeholder: "name",
    environment: ["CLICKHOUSE_USER"],
    perNetwork: true,
  }),
  password: setting({
    type: text(),
    default: "",
    description: "Password on the ClickHouse server.",
    placeholder: "password",
    environment: ["CLICKHOUSE_PASSWORD"],
    secret: true,
    perNetwork: true,
  }),
  database: setting({
    type: textLike(
      /^(?=.{1,128}$)\w*(\{network\})?\w*$/,
      "letters, digits and underscores, and {network} where the network's name goes",
    ),
    default: "{network}_db",
    description: "Database of a network; {network} stands for its name.",
    placeholder: "name",
    environment: ["CLICKHOUSE_DATABASE"],
    perNetwork: true,
  }),
  secure: setting({
    type: yesOrNo(),
    default: false,
    description: "Speak HTTPS to the ClickHouse server: true or false.",
    placeholder: "true|false",
    environment: ["CLICKHOUSE_SECURE"],
    perNetwork: true,
  }),
  cluster: setting({
    type: textLike(/^[A-Za-z0-9_]{1,128}$/, "letters, digits and underscores").optional(),
    default: undefined,
    description: "Cluster to create replicated tables on; without one, tables live on one server.",
    placeholder: "name",
    environment: ["CLICKHOUSE_CLUSTER"],
  }),
  insertQuorum: setting({
    type: z.union([z.literal("auto"), wholeNumber(1, 100)], {
      error: "must be auto or a whole number from 1 to 100",
    }),
    default: "auto",
    description: "Replicas of a cluster that must confirm a write; auto for the majority.",
    placeholder: "replicas",
    environment: ["CLICKHOUSE_INSERT_QUORUM"],
  }),
  maxReadSeconds: setting({
    type: wholeNumber(1, longestQuerySeconds),
    default: 60,
    description: "Longest that a read may run, in seconds.",
    placeholder: "seconds",
    environment: ["CLICKHOUSE_MAX_READ_SECONDS"],
    perNetwork: true,
  }),
  maxWriteSeconds: setting({
    type: wholeNumber(1, longestQuerySeconds),
    default: 1_800,
    description: "Longest that a write (load, feature build, publication) may run, in seconds.",
    placeholder: "seconds",
    environment: ["CLICKHOUSE_MAX_WRITE_SECONDS", "CLICKHOUSE_MAX_EXECUTION_TIME"],
    perNetwork: true,
  }),
  engineMemoryMegabytes: setting({
    type: wholeNumber(256, 1_048_576),
    default: 2_000,
    description: "Memory cap of the embedded engine, in megabytes.",
    placeholder: "megabytes",
    environment: ["CLICKHOUSE_ENGINE_MEMORY_MEGABYTES"],
  }),
};
