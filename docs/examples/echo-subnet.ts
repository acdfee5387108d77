import { z } from "zod";
import { createAxon } from "subnet-neuron/axon";
import { createDendrite } from "subnet-neuron/dendrite";
import { systemClock as clock } from "subnet-neuron/clock";
import { silentLogger as logger } from "subnet-neuron/logger";
import { btauthScheme as scheme } from "subnet-neuron/btauth";
import { signerFromUri } from "subnet-neuron/signer";
import { defineSynapse } from "subnet-neuron/synapse";
import { defineSynapseRoute, jsonOf } from "subnet-neuron/synapse-route";

const fields = z.object({ text: z.string(), answer: z.string().nullish() });
const echo = defineSynapse({ name: "Echo", fields, hashFields: ["text"] });
const miner = signerFromUri("//Miner");
const validator = signerFromUri("//Validator");
const permitted = { coldkey: "", validatorPermit: true, stakeRao: 0n };

/** Serves a synapse to a subnet with one validator, lets that ask, and returns what it is answered. */
export async function askEcho(dataDirectory: string, text: string): Promise<string | null | undefined> {
  const find = (hotkey: string) => (hotkey === validator.address ? permitted : undefined);
  const outputs = z.object({ answer: z.string() });
  const handle = (asked: { text: string }) => ({ answer: jsonOf(asked.text.toUpperCase()) });
  const facts = { summary: "Says it louder", tag: "Echo", access: "validators" } as const;
  const axon = createAxon(
    {
      identity: { signer: miner, callers: { find, ageMs: () => 0 } },
      synapses: [defineSynapseRoute({ ...facts, synapse: echo, outputs, handle })],
      clock: clock(),
      logger: logger(),
    },
    { dataDirectory, server: { host: "127.0.0.1", port: 0 } },
  );
  await axon.start(AbortSignal.timeout(10_000));
  const dendrite = createDendrite({ signer: validator, scheme, clock: clock(), logger: logger() });
  const { hostname: host, port } = new URL(axon.url());
  const target = { host, port: Number(port), hotkey: miner.address };
  const outcome = await dendrite.call({ synapse: echo, target, fields: { text }, timeoutMs: 5_000 });
  await dendrite.close();
  await axon.stop();
  return outcome.kind === "answered" ? outcome.output.answer : `not answered: ${outcome.kind}`;
}
