import { setting } from "../setting.ts";
import { text, textLike, wholeNumber } from "../types.ts";

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const location = text().refine(isLocation, {
  error: "must be a directory, s3://bucket[/prefix], https://… or http://…",
});

export const sourceSettings = {
  url: setting({
    type: location,
    default: "s3://{source.s3_bucket}",
    description: "Where batches come from: a directory, s3://bucket[/prefix], or an https or http address.",
    placeholder: "location",
    environment: ["RISK_SCORING_SOURCE"],
    flag: "source",
  }),
  s3Endpoint: setting({
    type: textLike(/^https?:\/\/[^/?#@\s]+\/?$/, "an http or https address without a user or a path"),
    default: "https://s3.nl-ams.scw.cloud",
    description: "Address of the S3-compatible service.",
    placeholder: "url",
    environment: ["RISK_SCORING_S3_ENDPOINT"],
  }),
  s3Bucket: setting({
    type: textLike(bucketPattern, "a bucket name: 3 to 63 lower-case letters, digits, dots and dashes"),
    default: "data-pipeline",
    description: "Bucket of the default source.",
    placeholder: "bucket",
    environment: ["RISK_SCORING_S3_BUCKET"],
  }),
  s3Region: setting({
    type: textLike(/^[a-z0-9-]{1,64}$/, "lower-case letters, digits and dashes"),
    default: "nl-ams",
    description: "Region of the S3-compatible service.",
    placeholder: "region",
    environment: ["RISK_SCORING_S3_REGION"],
  }),
  s3AccessKeyId: setting({
    type: text().min(1, { error: "must not be empty" }).optional(),
    default: undefined,
    description: "Access key of the S3-compatible service; without keys, requests are anonymous.",
    placeholder: "key",
    environment: ["RISK_SCORING_S3_ACCESS_KEY_ID"],
    secret: true,
  }),
  s3SecretAccessKey: setting({
    type: text().min(1, { error: "must not be empty" }).optional(),
    default: undefined,
    description: "Secret that belongs to the access key.",
    placeholder: "secret",
    environment: ["RISK_SCORING_S3_SECRET_ACCESS_KEY"],
    secret: true,
  }),
  timeoutMs: setting({
    type: wholeNumber(1, 3_600_000),
    default: 30_000,
    description: "Longest wait for a request to the source, in milliseconds.",
    placeholder: "ms",
    environment: ["RISK_SCORING_TIMEOUT_MS"],
  }),
  retries: setting({
    type: wholeNumber(0, 20),
    default: 4,
    description: "How often a failed request to the source is tried again.",
    placeholder: "count",
    environment: ["RISK_SCORING_RETRIES"],
  }),
};

function isLocation(value: string): boolean {
  if (!value.includes("://")) return value !== "";
  if (value.startsWith("s3://")) return bucketPattern.test(value.slice(5).split("/", 1)[0] ?? "");
  return /^https?:/.test(value) && URL.canParse(value);
}
