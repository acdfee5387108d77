import { z } from "zod";
import { withEntry, withSubnet } from "../state/chain-state.ts";
import { findUid, type Axon, type Subnet } from "../state/subnet.ts";
import { bigUnsigned, unsigned } from "./arguments.ts";
import { defineCall, done, refuse, subtensorEvent, type CallContext, type CallOutcome } from "./call.ts";
import { isServingTooSoon, refuseEndpoint } from "./endpoint.ts";

export const axonArguments = z.object({
  netuid: unsigned,
  version: unsigned,
  ip: bigUnsigned,
  port: unsigned,
  ip_type: unsigned,
  protocol: unsigned,
  placeholder1: unsigned,
  placeholder2: unsigned,
});

export type AxonArguments = z.infer<typeof axonArguments>;

/** Stores where the signing hotkey is reached. */
export const serveAxon = defineCall({
  pallet: "SubtensorModule",
  name: "serve_axon",
  paysFee: false,
  arguments: axonArguments,
  run: announceAxon,
});

/** Checks in the chain's order and stores the axon; `enrich` adds to the subnet what else was announced. */
export function announceAxon(
  context: CallContext,
  args: AxonArguments,
  enrich = (subnet: Subnet) => subnet,
): CallOutcome {
  const subnet = context.state.subnets.get(args.netuid);
  if (subnet === undefined || findUid(subnet, context.signer) === undefined) {
    return refuse("HotKeyNotRegisteredInNetwork");
  }
  const refusal = refuseAxon(context, subnet, args);
  if (refusal !== undefined) return refusal;
  const axons = withEntry(subnet.axons, context.signer, toAxon(args, context.block));
  const served = subtensorEvent("AxonServed", args.netuid, context.signer);
  return done(withSubnet(context.state, enrich({ ...subnet, axons })), served);
}

function refuseAxon(context: CallContext, subnet: Subnet, args: AxonArguments): CallOutcome | undefined {
  const endpoint = { ip: args.ip, ipType: args.ip_type };
  const refusal = refuseEndpoint(endpoint, context.rules.acceptsZeroAxonIp);
  if (refusal !== undefined) return refusal;
  const previous = subnet.axons.get(context.signer);
  if (isServingTooSoon(previous, context.block, subnet.hyperparameters.servingRateLimit)) {
    return refuse("ServingRateLimitExceeded");
  }
  return args.port === 0 ? refuse("InvalidPort") : undefined;
}

function toAxon(args: AxonArguments, block: number): Axon {
  const { version, ip, port, ip_type: ipType, protocol, placeholder1, placeholder2 } = args;
  return { block, version, ip, port, ipType, protocol, placeholder1, placeholder2 };
}
