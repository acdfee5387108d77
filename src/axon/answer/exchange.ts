import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnswerSigner } from "./answer-signer.ts";

/** One request with its answer on the way. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Undefined on an axon without a hotkey: its answers are not signed. */
  readonly signer: AnswerSigner | undefined;
}
