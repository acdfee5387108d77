import { randomBytes } from "node:crypto";
import { createDendrite, type Dendrite } from "../../dendrite/dendrite.ts";
import type { Outcome } from "../../dendrite/outcome.ts";
import type { Target } from "../../dendrite/target.ts";
import { NeuronError } from "../../lib/errors.ts";
import { btauthScheme } from "../../protocol/btauth/scheme.ts";
import { epistulaScheme } from "../../protocol/epistula/scheme.ts";
import type { AuthScheme } from "../../protocol/scheme.ts";
import { synapseScheme } from "../../protocol/synapse/scheme.ts";
import type { BatchKey } from "../../subnets/risk/batch.ts";
import { askScores } from "../../subnets/risk/validation/ask-scores.ts";
import { keyFromSeed } from "../../wallet/key.ts";
import { KeySigner, type Signer } from "../../wallet/signer.ts";
import type { Call } from "../command.ts";
import { countOf } from "../text.ts";

export interface Meeting {
  readonly miner: Target & { readonly hotkey: string };
  readonly batch: BatchKey;
  /** Of a validator that the miner knows from the chain. */
  readonly validator: Signer;
}

const schemes = [synapseScheme, btauthScheme, epistulaScheme];
const schemeNames: Readonly<Record<string, string>> = {
  synapse: "Synapse headers (SDK 7 to 10)",
  btauth: "btauth/1 (SDK 11)",
  epistula: "Epistula v2",
};
const timeoutMs = 12_000;
const seedBytes = 32;

/**
 * Shows whom the miner answers: a validator in each scheme, with its answers' signatures checked, and neither a
 * stranger nor a request without a signature. Throws INTERNAL when it is otherwise.
 */
export async function showEncounters(call: Call, meeting: Meeting): Promise<void> {
  call.print("\nA validator asks the miner for its alert scores, signing in each of three ways:");
  for (const scheme of schemes) await meet(call, meeting, scheme);
  call.print("\nWho is no validator is told so:");
  const stranger = new KeySigner({ ...keyFromSeed("sr25519", randomBytes(seedBytes)) });
  try {
    await beRefused(call, { ...meeting, who: "A stranger's signed request", signer: stranger });
    const { host, port, protocol = "http" } = meeting.miner;
    const unsigned = { host, port, protocol };
    await beRefused(call, {
      ...meeting,
      miner: unsigned,
      who: "A request without a signature",
      signer: stranger,
    });
  } finally {
    stranger.forget();
  }
}

async function meet(call: Call, { miner, batch, validator }: Meeting, scheme: AuthScheme): Promise<void> {
  const { signal } = call.shell;
  const question = { target: miner, batch, scheme: scheme.name, timeoutMs, signal };
  const reply = await asDendrite(call, validator, scheme, (dendrite) => askScores(dendrite, question));
  const name = (schemeNames[scheme.name] ?? scheme.name).padEnd(schemeNameWidth);
  if (reply.kind === "failed") throw unexpected(`${name}: ${reply.reason}`);
  const { submission, bytes, durationMs } = reply;
  const what = `${countOf(submission.scores.length, "score")} in ${bytes.toLocaleString("en-US")} bytes`;
  call.print(`  ${name}  ${what}, ${durationMs} ms; the answer is signed by the miner's hotkey: verified`);
}

const schemeNameWidth = Math.max(...Object.values(schemeNames).map(({ length }) => length));

interface Intruder {
  readonly who: string;
  readonly signer: Signer;
  /** Without its hotkey, a request to it is not signed. */
  readonly miner: Target;
}

async function beRefused(call: Call, { who, signer, miner }: Intruder): Promise<void> {
  const { signal } = call.shell;
  const request = { target: miner, method: "GET", path: "/scores/alerts/latest", timeoutMs, signal };
  const outcome = await asDendrite(call, signer, btauthScheme, (dendrite) => dendrite.request(request));
  if (outcome.kind !== "refused") throw unexpected(`${who} is not refused but ${outcome.kind}`);
  call.print(`  ${who}: ${describeRefusal(outcome)}`);
}

function describeRefusal({ status, message }: Extract<Outcome, { kind: "refused" }>): string {
  return `status ${status}, "${message}"`;
}

async function asDendrite<Answer>(
  call: Call,
  signer: Signer,
  scheme: AuthScheme,
  ask: (dendrite: Dendrite) => Promise<Answer>,
): Promise<Answer> {
  const dendrite = createDendrite({ ...call.tools, signer, scheme });
  try {
    return await ask(dendrite);
  } finally {
    await dendrite.close();
  }
}

function unexpected(what: string): NeuronError {
  return new NeuronError("INTERNAL", `The demo went otherwise than it should: ${what}`);
}
