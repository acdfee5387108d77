import { resolve } from "node:path";
import { NeuronError } from "../../../lib/errors.ts";
import type { BatchSource } from "./batch-source.ts";
import { DirectorySource } from "./directory-source.ts";
import { HttpSource } from "./http-source.ts";
import type { S3Settings } from "./s3-source.ts";
import { defaultTransferPolicy, type TransferPolicy } from "./transfer-policy.ts";

export interface SourceSettings {
  readonly s3?: S3Settings;
  readonly policy?: TransferPolicy;
}

/**
 * Returns the source at an address: `s3://bucket[/prefix]`, `http(s)://base`, or a directory. Nothing is asked of
 * it yet. Throws CONFIG_INVALID for any other address.
 */
export async function openSource(address: string, settings: SourceSettings = {}): Promise<BatchSource> {
  const policy = settings.policy ?? defaultTransferPolicy;
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      return new DirectorySource(resolve(address));
    case "http":
    case "https":
      return new HttpSource(parseBase(address), policy);
    case "s3": {
      // The S3 client is large; a miner that reads a directory never loads it.
      const { S3Source } = await import("./s3-source.ts");
      return new S3Source(parseBucket(address), settings.s3 ?? {}, policy);
    }
    default:
      throw new NeuronError(
        "CONFIG_INVALID",
        `Not the address of a source: ${address}. Use a directory, s3://bucket[/prefix] or https://host/path`,
      );
  }
}

function parseBase(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new NeuronError(
      "CONFIG_INVALID",
      "The address of a web source is scheme, host and path, without a user, a query or a fragment",
    );
  }
  return url.href;
}

function parseBucket(address: string): { bucket: string; prefix: string } {
  const [bucket = "", ...rest] = address.slice("s3://".length).split("/");
  if (!/^[a-z0-9][a-z0-9._-]{1,62}$/i.test(bucket)) {
    throw new NeuronError("CONFIG_INVALID", `Not the address of a bucket (s3://bucket[/prefix]): ${address}`);
  }
  const prefix = rest.filter((segment) => segment !== "").join("/");
  return { bucket, prefix: prefix === "" ? "" : `${prefix}/` };
}
