import type { Clock } from "../../lib/clock.ts";
import { answerHeaders, answerMessage } from "../../protocol/answer/answer-signature.ts";
import type { Signer } from "../../wallet/signer.ts";

export interface AnswerSignerDeps {
  /** The axon's hotkey. */
  readonly signer: Pick<Signer, "address" | "sign">;
  readonly clock: Pick<Clock, "now">;
}

/** Signs what the axon answers, so that whoever got it can prove it. */
export class AnswerSigner {
  readonly #deps: AnswerSignerDeps;
  readonly #kept = new WeakMap<object, Readonly<Record<string, string>>>();

  constructor(deps: AnswerSignerDeps) {
    this.#deps = deps;
  }

  /** Returns the headers that sign a body, by the SHA-256 of its bytes before content coding, in hexadecimal digits. */
  sign(bodySha256: string): Readonly<Record<string, string>> {
    const { signer, clock } = this.#deps;
    const signedAtMs = clock.now();
    const message = answerMessage({ hotkey: signer.address, signedAtMs, bodySha256 });
    return {
      [answerHeaders.hotkey]: signer.address,
      [answerHeaders.signedAt]: String(signedAtMs),
      [answerHeaders.signature]: `0x${Buffer.from(signer.sign(Buffer.from(message))).toString("hex")}`,
    };
  }

  /** Returns the same for a document that goes out many times: it is signed the first time. */
  signOnce(document: { readonly sha256: string }): Readonly<Record<string, string>> {
    const kept = this.#kept.get(document);
    if (kept !== undefined) return kept;
    const headers = this.sign(document.sha256);
    this.#kept.set(document, headers);
    return headers;
  }
}
