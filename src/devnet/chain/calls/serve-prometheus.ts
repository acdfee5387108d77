import { z } from "zod";
import { withEntry, withSubnet } from "../state/chain-state.ts";
import { findUid, type Prometheus } from "../state/subnet.ts";
import { bigUnsigned, unsigned } from "./arguments.ts";
import { defineCall, done, refuse, subtensorEvent, type CallContext, type CallOutcome } from "./call.ts";
import { isServingTooSoon, refuseEndpoint } from "./endpoint.ts";

const prometheusArguments = z.object({
  netuid: unsigned,
  version: unsigned,
  ip: bigUnsigned,
  port: unsigned,
  ip_type: unsigned,
});

/** Stores where the signing hotkey's metrics are read; its rate limit is apart from the axon's. */
export const servePrometheus = defineCall({
  pallet: "SubtensorModule",
  name: "serve_prometheus",
  paysFee: false,
  arguments: prometheusArguments,
  run: announce,
});

function announce(context: CallContext, args: z.infer<typeof prometheusArguments>): CallOutcome {
  const { netuid, version, ip, port, ip_type: ipType } = args;
  const { state, signer, block } = context;
  const refusal = refuseEndpoint({ ip, ipType }, false);
  if (refusal !== undefined) return refusal;
  const subnet = state.subnets.get(netuid);
  if (subnet === undefined || findUid(subnet, signer) === undefined)
    return refuse("HotKeyNotRegisteredInNetwork");
  const previous = subnet.prometheus.get(signer);
  if (isServingTooSoon(previous, block, subnet.hyperparameters.servingRateLimit)) {
    return refuse("ServingRateLimitExceeded");
  }
  if (port === 0) return refuse("InvalidPort");
  const info: Prometheus = { block, version, ip, port, ipType };
  const prometheus = withEntry(subnet.prometheus, signer, info);
  const served = subtensorEvent("PrometheusServed", netuid, signer);
  return done(withSubnet(state, { ...subnet, prometheus }), served);
}
