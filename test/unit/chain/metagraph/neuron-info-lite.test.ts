import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { decodeNeuronsLite } from "../../../../src/chain/metagraph/neuron-info-lite.ts";
import type { Neuron } from "../../../../src/chain/metagraph/snapshot.ts";
import { encodeIp } from "../../../../src/chain/axon/ip.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { readFixture } from "../../../support/fixtures.ts";

describe(decodeNeuronsLite.name, () => {
  it("reads back any neurons", () => {
    fc.assert(
      fc.property(fc.array(anyNeuron, { maxLength: 20 }), (drawn) => {
        const neurons = drawn.map((neuron, uid) => ({ ...neuron, uid }));
        expect(decodeNeuronsLite(encode(neurons), hexOf)).to.deep.equal(neurons);
      }),
    );
  });

  it("reads an axon's record as the vectors have it", async () => {
    const { hex, value } = await readFixture("chain/axon-info", axonVectorSchema);
    const bytes = Buffer.from(hex.slice(2), "hex");
    const [neuron] = decodeNeuronsLite(vector(neuronBytes(neuronAt(0), bytes)), hexOf);
    expect(neuron?.axon).to.deep.equal({
      block: value.block,
      version: value.version,
      ip: "203.0.113.7",
      port: value.port,
      protocol: value.protocol,
    });
  });

  it("knows the empty answer of a subnet that does not exist", () => {
    expect(decodeNeuronsLite(Uint8Array.of(0), hexOf)).to.deep.equal([]);
  });

  it("refuses bytes with anything missing or left over, instead of making neurons up", () => {
    const whole = encode([neuronAt(0), neuronAt(1)]);
    for (let length = 0; length < whole.length; length++) expectRefusal(whole.subarray(0, length));
    expectRefusal(Buffer.concat([whole, Buffer.of(0)]));
    // The length of the outer vector left in place twice, as the library's own Bytes type has it.
    expectRefusal(Buffer.concat([compact(BigInt(whole.length)), whole]));
  });

  it("refuses a uid out of its place", () => {
    expectRefusal(encode([neuronAt(1)]));
  });

  it("never does anything but decode or refuse, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          decodeNeuronsLite(bytes, hexOf);
        } catch (error) {
          if (!(error instanceof NeuronError)) throw error;
          expect(error.code).to.equal("CHAIN_UNSUPPORTED");
        }
      }),
    );
  });
});

const axonVectorSchema = z.object({
  hex: z.string(),
  value: z.object({ block: z.number(), version: z.number(), port: z.number(), protocol: z.number() }),
});

const account = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hexOf);
const u16 = fc.nat(65_535);

const anyNeuron: fc.Arbitrary<Omit<Neuron, "uid">> = fc.record({
  hotkey: account,
  coldkey: account,
  axon: fc.option(
    fc.record({
      block: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      version: fc.nat(),
      ip: fc.oneof(fc.constantFrom("8.8.8.8", "0.0.0.1"), fc.constant("2001:db8::1")),
      port: u16,
      protocol: fc.nat(255),
    }),
    { nil: undefined },
  ),
  validatorPermit: fc.boolean(),
  stakeRao: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  lastUpdate: fc.nat(Number.MAX_SAFE_INTEGER),
  earnings: fc.record({
    emissionRao: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    incentive: u16.map((incentive) => incentive / 65_535),
  }),
});

function neuronAt(uid: number): Neuron {
  return {
    uid,
    hotkey: hexOf(new Uint8Array(32).fill(1)),
    coldkey: hexOf(new Uint8Array(32).fill(2)),
    axon: undefined,
    validatorPermit: true,
    stakeRao: 70_000n,
    lastUpdate: 5,
    earnings: { emissionRao: 80_000n, incentive: 0.4 },
  };
}

function expectRefusal(bytes: Uint8Array): void {
  expect(() => decodeNeuronsLite(bytes, hexOf))
    .to.throw(NeuronError)
    .with.property("code", "CHAIN_UNSUPPORTED");
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function encode(neurons: readonly Neuron[]): Buffer {
  return vector(...neurons.map((neuron) => neuronBytes(neuron, axonBytes(neuron))));
}

/** A vector of neurons inside a vector of bytes. */
function vector(...neurons: readonly Buffer[]): Buffer {
  const inner = Buffer.concat([compact(BigInt(neurons.length)), ...neurons]);
  return Buffer.concat([compact(BigInt(inner.length)), inner]);
}

function neuronBytes(neuron: Neuron, axon: Buffer): Buffer {
  const coldkey = Buffer.from(neuron.coldkey, "hex");
  return Buffer.concat([
    Buffer.from(neuron.hotkey, "hex"),
    coldkey,
    compact(BigInt(neuron.uid)),
    compact(46n),
    Buffer.of(1),
    axon,
    Buffer.alloc(31),
    compact(1n),
    coldkey,
    compact(neuron.stakeRao),
    compact(10_000n), // rank
    compact(neuron.earnings?.emissionRao ?? 0n),
    compact(BigInt(Math.round((neuron.earnings?.incentive ?? 0) * 65_535))),
    // consensus, trust, validator trust, dividends
    ...[20_000n, 30_000n, 40_000n, 50_000n].map(compact),
    compact(BigInt(neuron.lastUpdate)),
    Buffer.of(neuron.validatorPermit ? 1 : 0),
    compact(65_535n),
  ]);
}

function axonBytes({ axon }: Neuron): Buffer {
  const bytes = Buffer.alloc(34);
  if (axon === undefined) return bytes;
  const { ip, ipType } = encodeIp(axon.ip);
  bytes.writeBigUInt64LE(BigInt(axon.block), 0);
  bytes.writeUInt32LE(axon.version, 8);
  bytes.writeBigUInt64LE(ip & (2n ** 64n - 1n), 12);
  bytes.writeBigUInt64LE(ip >> 64n, 20);
  bytes.writeUInt16LE(axon.port, 28);
  bytes.writeUInt8(ipType, 30);
  bytes.writeUInt8(axon.protocol, 31);
  return bytes;
}

function compact(value: bigint): Buffer {
  if (value < 1n << 6n) return Buffer.of(Number(value) << 2);
  if (value < 1n << 14n) return little((value << 2n) | 1n, 2);
  if (value < 1n << 30n) return little((value << 2n) | 2n, 4);
  const length = Math.max(4, Math.ceil(value.toString(16).length / 2));
  return Buffer.concat([Buffer.of(((length - 4) << 2) | 3), little(value, length)]);
}

function little(value: bigint, length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, place) => Number((value >> BigInt(8 * place)) & 0xffn)));
}
