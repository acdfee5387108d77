import { NeuronError } from "../../lib/errors.ts";
import { axonRecord, type AxonRecord } from "../axon/record.ts";
import { ScaleReader } from "./scale-reader.ts";
import { earningsOf, type Neuron } from "./snapshot.ts";

/** Turns the 32 bytes of an account into its SS58 address. */
export type AddressOf = (account: Uint8Array) => string;

/** A subnet has at most 256; a length beyond this is a wrong layout. */
const mostNeurons = 65_536;

/**
 * Returns the neurons in what `get_neurons_lite` answers where its type is opaque: a byte vector that holds a
 * vector of NeuronInfoLite, whose layout is that of spec 218 (facts: subtensor-runtime 3). Throws CHAIN_UNSUPPORTED
 * for bytes of any other layout, to the last byte.
 */
export function decodeNeuronsLite(answer: Uint8Array, addressOf: AddressOf): Neuron[] {
  const outer = new ScaleReader(answer);
  const inner = new ScaleReader(outer.bytes(outer.count()));
  outer.end();
  // No subnet is an empty byte vector.
  if (inner.remaining === 0) return [];
  const count = inner.count();
  if (count > mostNeurons) throw unexpected(`a subnet has ${count} neurons`);
  const neurons = [];
  for (let uid = 0; uid < count; uid++) neurons.push(readNeuron(inner, uid, addressOf));
  inner.end();
  return neurons;
}

function readNeuron(reader: ScaleReader, expectedUid: number, addressOf: AddressOf): Neuron {
  const hotkey = addressOf(reader.bytes(32));
  const coldkey = addressOf(reader.bytes(32));
  const uid = reader.count();
  if (uid !== expectedUid) throw unexpected(`uid ${uid} stands in place ${expectedUid}`);
  skipCompacts(reader, 1); // netuid
  reader.bool(); // active
  const axon = readAxon(reader);
  reader.bytes(prometheusBytes);
  const stakeRao = readStake(reader);
  skipCompacts(reader, 1); // rank
  const emissionRao = reader.compact();
  const incentive = reader.count();
  skipCompacts(reader, 4); // consensus, trust, validator trust, dividends
  const lastUpdate = reader.count();
  const validatorPermit = reader.bool();
  skipCompacts(reader, 1); // pruning score
  const earnings = earningsOf({ emissionRao, incentive });
  return { uid, hotkey, coldkey, axon, validatorPermit, stakeRao, lastUpdate, earnings };
}

function readAxon(reader: ScaleReader): AxonRecord | undefined {
  const fields = {
    block: Number(reader.u64()),
    version: reader.u32(),
    ip: reader.u128(),
    port: reader.u16(),
    ipType: reader.u8(),
    protocol: reader.u8(),
  };
  reader.bytes(2); // placeholders
  return axonRecord(fields);
}

/** block u64, version u32, ip u128, port u16, ip type u8 (facts: bittensor 3.5). */
const prometheusBytes = 31;

function readStake(reader: ScaleReader): bigint {
  const stakers = reader.count();
  let total = 0n;
  for (let index = 0; index < stakers; index++) {
    reader.bytes(32);
    total += reader.compact();
  }
  return total;
}

function skipCompacts(reader: ScaleReader, count: number): void {
  for (let index = 0; index < count; index++) reader.compact();
}

function unexpected(what: string): NeuronError {
  return new NeuronError("CHAIN_UNSUPPORTED", `The chain's list of neurons cannot be read: ${what}`);
}
