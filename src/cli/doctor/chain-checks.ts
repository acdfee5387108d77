import { ChainTime, type ChainTimeRange } from "../../chain/chain-time.ts";
import { findAxonRecord, isReset, type AxonRecord } from "../../chain/axon/record.ts";
import { readRegistrationFacts } from "../../chain/registration/facts.ts";
import type { RegistrationFacts } from "../../chain/registration/plan.ts";
import { isRegistered, type Registration } from "../../chain/registration/registered.ts";
import { formatTao } from "../../chain/values.ts";
import { hasChain } from "../../config/subtensor.ts";
import type { Settings } from "../../config/settings.ts";
import { spanText } from "../../control/health.ts";
import type { Call } from "../command.ts";
import { withChain, type ConnectedChain } from "../chain/with-chain.ts";
import { attempt, fail, pass, warn, type Check } from "./check.ts";
import type { KnownKeys } from "./wallet-checks.ts";

/** Requests are refused from about this much on (facts: bittensor 4.5). */
const muchSkewMs = 4_000;

export interface ChainChecks {
  readonly checks: readonly Check[];
  /** Where the chain says that the axon is. */
  readonly axon: AxonRecord | undefined;
}

/** Checks what the chain says: that it answers, the time, the registration, its price, the axon's record. */
export async function checkChain(call: Call, keys: KnownKeys): Promise<ChainChecks> {
  const { subtensor } = call.config.settings;
  if (!hasChain(subtensor)) {
    const detail = "No chain is configured: validators do not find this neuron";
    return { checks: [warn("chain", detail, "Set subtensor.network")], axon: undefined };
  }
  const checks: Check[] = [];
  let axon: AxonRecord | undefined;
  const fix = "Look at the network, at subtensor.network and at subtensor.chain_endpoint";
  const connection = await attempt({ name: "chain", fix }, () =>
    withChain(call, async (connected) => {
      const state = connected.chain.state();
      const clock = await checkClock(call, connected);
      const { hotkey } = keys;
      if (hotkey === undefined) {
        const unknown = "Cannot be told without the hotkey's address";
        checks.push(
          clock,
          warn("registration", unknown, "See hotkey"),
          warn("axon record", unknown, "See hotkey"),
        );
      } else {
        checks.push(clock, await checkRegistration(call, connected, { ...keys, hotkey }));
        const { netuid } = subtensor;
        axon = await findAxonRecord(await connected.chain.finalized(), netuid, hotkey);
        checks.push(judgeAxonRecord(axon, call.config.settings));
      }
      return pass(
        "chain",
        `${state.endpoint ?? "A node"} answers; last block ${state.head?.number ?? "unknown"}`,
      );
    }),
  );
  return { checks: [connection, ...(connection.status === "fail" ? unknownChecks(checks) : checks)], axon };
}

/** What nobody has looked at is said, too: an operator who reads no word of it may take it for good. */
function unknownChecks(found: readonly Check[]): Check[] {
  const detail = "Cannot be told while the chain does not answer";
  return ["clock", "registration", "axon record"].map(
    (name) => found.find((check) => check.name === name) ?? warn(name, detail, "See chain"),
  );
}

async function checkClock(call: Call, { chain }: ConnectedChain): Promise<Check> {
  const time = new ChainTime({ ...call.tools, chain, monotonicMs: () => performance.now() });
  await time.sample();
  return judgeClock(time.range(), call.tools.clock.now());
}

/** Returns whether the machine's time lies where the chain's does. */
export function judgeClock(range: ChainTimeRange | undefined, nowMs: number): Check {
  if (range === undefined)
    return warn("clock", "The chain's time could not be read, so it cannot be told", "timedatectl status");
  const behindMs = Math.max(0, range.earliestMs - nowMs);
  const aheadMs = Math.max(0, nowMs - range.latestMs);
  const skewMs = Math.max(behindMs, aheadMs);
  const detail = `This machine is ${spanText(skewMs)} ${behindMs > 0 ? "behind" : "ahead of"} the chain`;
  if (skewMs === 0) return pass("clock", "Agrees with the chain's, as exactly as blocks can tell");
  if (skewMs < muchSkewMs) return warn("clock", detail, "sudo timedatectl set-ntp true");
  return fail("clock", `${detail}: signed requests are refused`, "sudo timedatectl set-ntp true");
}

async function checkRegistration(
  call: Call,
  { chain }: ConnectedChain,
  { hotkey, coldkey }: KnownKeys & { readonly hotkey: string },
): Promise<Check> {
  const { netuid } = call.config.settings.subtensor;
  return attempt({ name: "registration", fix: "Look at --netuid" }, async () => {
    const registration = await isRegistered(chain, { netuid, hotkey });
    if (registration.status !== "absent" || coldkey === undefined)
      return judgeRegistration(registration, { netuid, price: undefined });
    const price = await readRegistrationFacts(await chain.finalized(), { netuid, hotkey, coldkey });
    return judgeRegistration(registration, { netuid, price });
  });
}

/** Returns whether the hotkey is registered, and if not, whether the coldkey can pay for it. */
export function judgeRegistration(
  registration: Registration,
  {
    netuid,
    price,
  }: { netuid: number; price: Pick<RegistrationFacts, "priceRao" | "balanceRao"> | undefined },
): Check {
  const name = "registration";
  switch (registration.status) {
    case "registered":
      return pass(name, `Registered on subnet ${netuid} with uid ${registration.uid}`);
    case "unknown":
      return warn(name, `The chain could not be asked: ${registration.reason}`, "See chain");
    case "absent": {
      const fix = `neuron register --netuid ${netuid}`;
      const detail = `Not registered on subnet ${netuid}`;
      if (price === undefined)
        return fail(name, `${detail}; what it costs is not known without the coldkey's address`, fix);
      const { priceRao, balanceRao } = price;
      const terms = `it costs ${formatTao(priceRao)} TAO, and the coldkey has ${formatTao(balanceRao)}`;
      const missing = priceRao - balanceRao;
      if (missing <= 0n) return fail(name, `${detail}: ${terms}`, fix);
      return fail(
        name,
        `${detail}: ${terms}`,
        `Send ${formatTao(missing)} TAO or more to the coldkey; then ${fix}`,
      );
    }
  }
}

/** Returns whether the chain has the axon where the settings have it. */
export function judgeAxonRecord(record: AxonRecord | undefined, { axon }: Pick<Settings, "axon">): Check {
  const name = "axon record";
  const fix = "Start the neuron, which announces it; or: neuron axon serve";
  if (record === undefined || isReset(record)) return fail(name, "The chain has no address of the axon", fix);
  const { ip, port } = record;
  const wantedPort = axon.externalPort ?? axon.port;
  if (wantedPort !== 0 && port !== wantedPort)
    return fail(name, `The chain has ${ip} port ${port}; the settings say port ${wantedPort}`, fix);
  if (axon.externalIp !== undefined && ip !== axon.externalIp)
    return fail(name, `The chain has ${ip}; the settings say ${axon.externalIp}`, fix);
  return pass(name, `The chain has ${ip} port ${port}, as the settings do`);
}
