import { NeuronError } from "../../lib/errors.ts";
import type { Startable } from "../../lib/lifecycle.ts";
import type { SignedMessage, verifySignature } from "../../wallet/verify-signature.ts";

/** Verifies signatures once it is started: its library takes longer to load than an axon that needs none to start. */
export class SignatureCheck implements Startable {
  readonly name = "signatures";
  #verify: typeof verifySignature | undefined;

  async start(): Promise<void> {
    this.#verify = (await import("../../wallet/verify-signature.ts")).verifySignature;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** Returns what `verifySignature` does. */
  verify(signed: SignedMessage): boolean {
    if (this.#verify !== undefined) return this.#verify(signed);
    throw new NeuronError("INTERNAL", "A signature was to be verified before the axon was started");
  }
}
