import { randomBytes } from "node:crypto";
import { after } from "mocha";
import { ChainClient, defaultChainTimes, type ChainClientSettings } from "../../src/chain/chain-client.ts";
import { readRegistrationPlan, register } from "../../src/chain/registration/register.ts";
import { TransactionSender } from "../../src/chain/transaction/sender.ts";
import { systemClock, type Clock } from "../../src/lib/clock.ts";
import { silentLogger, type Logger } from "../../src/lib/logger.ts";
import { signerFromUri } from "../../src/wallet/secret-uri.ts";
import type { Signer } from "../../src/wallet/signer.ts";
import { startTestChain } from "./devnet.ts";

/** A chain to test against, with a subnet and an account that has money. */
export interface TestNetwork {
  readonly url: string;
  readonly netuid: number;
  /** The one that every development chain endows. */
  readonly alice: Signer;
  /** False for a real runtime, whose blocks take their time and whose rules nobody bends. */
  readonly isStandIn: boolean;
}

/** A connection that a suite shares; it closes by itself. */
export interface TestClient {
  readonly chain: ChainClient;
  readonly sender: TransactionSender;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const never = new AbortController().signal;
/** How often the stand-in seals a block. */
const sealEveryMs = 100;

/** Every registration makes the next one dearer; here nobody minds. */
const anyPriceRao = 1_000_000_000_000n;

let network: Promise<TestNetwork> | undefined;
const closers: (() => Promise<void>)[] = [];

/**
 * Returns the chain of this test run: the one at SUBTENSOR_ENDPOINT, on the subnet SUBTENSOR_NETUID (1), when that is
 * set, else a stand-in of our own, started when first asked for.
 */
export function testNetwork(): Promise<TestNetwork> {
  network ??= openNetwork();
  return network;
}

/** Returns a connected client of the test run's chain, or of another one. */
export async function connectTestClient(overrides: Partial<ChainClientSettings> = {}): Promise<TestClient> {
  const endpoints = overrides.endpoints ?? [(await testNetwork()).url];
  const deps = { clock: systemClock(), logger: silentLogger() };
  const chain = new ChainClient(deps, { ...defaultChainTimes, ...overrides, endpoints });
  closeAtEnd(() => chain.stop());
  await chain.start(never);
  const sender = new TransactionSender({ ...deps, chain, signal: never });
  return { ...deps, chain, sender, signal: never };
}

/** Returns a key that nobody has used before. */
export function freshSigner(): Signer {
  return signerFromUri(`0x${randomBytes(32).toString("hex")}`);
}

/** Returns a fresh hotkey that is registered on the test subnet, paid for by Alice, and its uid. */
export async function registeredHotkey(
  client: Pick<TestClient, "chain" | "sender">,
): Promise<{ hotkey: Signer; uid: number }> {
  const { alice, netuid } = await testNetwork();
  const hotkey = freshSigner();
  const request = { netuid, hotkey: hotkey.address, coldkey: alice.address, maxBurnRao: anyPriceRao };
  const plan = await readRegistrationPlan(client, request);
  return { hotkey, uid: await register(client, { plan, request, coldkey: alice }) };
}

async function openNetwork(): Promise<TestNetwork> {
  const alice = signerFromUri("//Alice");
  const url = process.env["SUBTENSOR_ENDPOINT"];
  if (url !== undefined && url !== "") {
    return { url, netuid: Number(process.env["SUBTENSOR_NETUID"] ?? "1"), alice, isStandIn: false };
  }
  const standIn = await startTestChain({
    runtime: "assembled-425",
    blockTimeMs: sealEveryMs,
    subnets: [{ netuid: 1 }],
  });
  closeAtEnd(async () => {
    network = undefined;
    await standIn.stop();
  });
  return { url: standIn.url, netuid: 1, alice, isStandIn: true };
}

/** After the last suite of this process, not of the one that asks first; clients before the chain that they are on. */
function closeAtEnd(close: () => Promise<void>): void {
  if (closers.push(close) === 1) after(closeAll);
}

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
