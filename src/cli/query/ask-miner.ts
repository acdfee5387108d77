import { writeFile } from "node:fs/promises";
import { createDendrite } from "../../dendrite/dendrite.ts";
import type { Answered, Effort } from "../../dendrite/outcome.ts";
import { openHotkey } from "../../wallet/open-wallet.ts";
import type { Call, Result } from "../command.ts";
import { absolutePath, selectedWallet, walletTools } from "../wallet/selection.ts";
import { findMiner, type Miner } from "./find-miner.ts";
import { queryOf, type Query } from "./flags.ts";
import { assertAnswered, assertSigned } from "./judge-outcome.ts";
import { describeSigner, shownBody, valueOf } from "./show-answer.ts";

/** A whole day of a large network, with room. */
const maxAnswerBytes = 256 * 1_024 * 1_024;

/**
 * Asks a miner, and shows what it says and whether it stands by that. Throws PEER_UNAVAILABLE, PEER_REFUSED and
 * ANSWER_UNREADABLE; and SIGNATURE_INVALID for an answer that the miner has not signed, which is shown all the same.
 */
export async function askMiner(call: Call): Promise<Result> {
  const query = queryOf(call);
  const signer = await openHotkey(selectedWallet(call), walletTools(call));
  const dendrite = createDendrite({
    ...call.tools,
    signer,
    scheme: query.scheme,
    settings: { maxAnswerBytes },
  });
  try {
    const miner = await findMiner(call, dendrite, query);
    const { target } = miner;
    const outcome = await dendrite.request({ ...query, target, signal: call.shell.signal });
    assertAnswered(outcome, target);
    await show(call, query, outcome);
    assertSigned(outcome.signature, target.hotkey);
    call.print(describeSigner(outcome.signature, miner));
    return resultOf(outcome, miner);
  } finally {
    await dendrite.close();
    signer.forget();
  }
}

async function show(
  call: Call,
  { output }: Query,
  { status, durationMs, body }: Answered & Effort,
): Promise<void> {
  call.print(`Status ${status} in ${durationMs} ms, ${body.length.toLocaleString("en-US")} bytes`);
  if (output === undefined) {
    call.print(shownBody(body, call.shell.stdout));
    return;
  }
  const path = absolutePath(output, call.shell);
  await writeFile(path, body);
  call.print(`Written to ${path}`);
}

function resultOf(
  { status, durationMs, attempts, signature, body }: Answered & Effort,
  miner: Miner,
): Result {
  const { hotkey, host, port } = miner.target;
  const { hotkeySource } = miner;
  return {
    miner: { hotkey, hotkeySource, host, port },
    status,
    signature,
    durationMs,
    attempts,
    bytes: body.length,
    body: valueOf(body),
  };
}
