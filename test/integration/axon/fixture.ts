import { gunzipSync, brotliDecompressSync } from "node:zlib";
import type { Axon } from "../../../src/axon/create-axon.ts";
import { verifyAnswer } from "../../../src/dendrite/verify-answer.ts";
import {
  createDirectory,
  miner,
  startTestAxon,
  type TestAxonDeps,
  type TestAxonSettings,
} from "../../support/axon.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { ask, type RawAnswer, type RawRequestOptions } from "../../support/http.ts";
import type { SignedRequest } from "../../support/signed-request.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

type Overrides = TestAxonDeps & Omit<TestAxonSettings, "dataDirectory">;

/** A whole axon with its subnet and its clock, for the time of one test. */
export class Fixture {
  readonly clock = new FakeClock();
  readonly directory = createDirectory();
  #dataDirectory: string | undefined;
  #axon: Axon | undefined;

  /** Starts the axon, or stops it and starts it anew on the same data. */
  async start(overrides: Overrides = {}): Promise<void> {
    await this.#axon?.stop();
    this.#dataDirectory ??= await makeTempDir();
    const { server, auth, admission, guard, ...deps } = overrides;
    this.#axon = await startTestAxon(
      { clock: this.clock, callers: this.directory, ...deps },
      {
        dataDirectory: this.#dataDirectory,
        ...(server && { server }),
        ...(auth && { auth }),
        ...(admission && { admission }),
        ...(guard && { guard }),
      },
    );
  }

  get url(): string {
    return this.#axon?.url() ?? "";
  }

  get nowMs(): number {
    return this.clock.now();
  }

  send(request: SignedRequest, options: RawRequestOptions = {}): Promise<RawAnswer> {
    const { path, method, body } = request;
    return ask(this.url, path, {
      method,
      body,
      ...options,
      headers: { ...request.headers, ...options.headers },
    });
  }

  async statusOf(request: SignedRequest, options: RawRequestOptions = {}): Promise<number> {
    return (await this.send(request, options)).status;
  }

  async end(): Promise<void> {
    await this.#axon?.stop();
    if (this.#dataDirectory !== undefined) await removeTempDir(this.#dataDirectory);
  }
}

/** Returns what checking the answer's signature against the miner's hotkey comes to. */
export function signatureOf({ headers, body }: Pick<RawAnswer, "headers" | "body">): string {
  return verifyAnswer({ headers, body: decoded(headers["content-encoding"], body) }, miner.address).outcome;
}

function decoded(coding: string | undefined, body: Buffer): Buffer {
  if (coding === "gzip") return gunzipSync(body);
  return coding === "br" ? brotliDecompressSync(body) : body;
}
