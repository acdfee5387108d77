import { bannedIp, unpaced, withAxon, type AxonUnderLoad, type Load } from "./axon-processes.ts";
import type { LoadJob } from "./axon-load-job.ts";
import { median, type Bench } from "./bench.ts";

const rounds = 5;
const connections = 8;
const requests = { accepted: 2_000, rejected: 6_000 };

/** CPU time of a bare verification over that of a signed GET of a cached 10,000-alert day, in the same process. */
export const signedVsVerify: Bench = {
  name: "axon.signed_vs_verify",
  target: { atLeast: 0.55 },
  measure: () =>
    withAxon(async (axon) => {
      const load = await axon.startLoad();
      await acceptedCostMs(axon, load);
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        ratios.push((await axon.ask("verify")) / (await acceptedCostMs(axon, load)));
      }
      return median(ratios);
    }),
};

/** CPU time of the axon for a request that it rejects, over that for one that it accepts. */
export const floodCosts: readonly Bench[] = [
  floodCost("unsigned", 0.25, { kinds: ["unsigned"] }, "401"),
  floodCost("unknown_hotkey", 0.25, { kinds: ["unknown"] }, "403"),
  floodCost("replay", 0.3, { kinds: ["replayed"] }, "401"),
  floodCost("banned_ip", 0.1, { kinds: ["signed"], localAddress: bannedIp }, "403"),
];

/** 99th percentile of accepted requests' latency beside 5,000 rejected requests a second, over that without them. */
export const goodUnderFlood: Bench = {
  name: "axon.good_under_flood",
  target: { atMost: 3 },
  measure: () =>
    withAxon(async (axon) => {
      const [good, flood] = [await axon.startLoad(), await axon.startLoad()];
      await acceptedCostMs(axon, good);
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        const quietMs = await p99OfGood(good);
        const send = await flood.prepare(floodJob);
        const flooding = send();
        const floodedMs = await p99OfGood(good);
        const { perSecond } = await flooding;
        if (perSecond < floodJob.perSecond * 0.98)
          throw new Error(`The flood was ${perSecond} a second only`);
        ratios.push(floodedMs / quietMs);
      }
      return median(ratios);
    }),
};

const goodJob = { kinds: ["signed"], requests: 800, connections: 4, perSecond: 200 } as const;
const floodJob = {
  kinds: ["unsigned", "unknown", "replayed"],
  requests: 27_500,
  connections: 32,
  perSecond: 5_000,
} as const;

function floodCost(
  name: string,
  atMost: number,
  job: Pick<LoadJob, "kinds" | "localAddress">,
  status: string,
): Bench {
  return {
    name: `axon.flood_cost.${name}`,
    target: { atMost },
    measure: () =>
      withAxon(async (axon) => {
        const load = await axon.startLoad();
        const rejected = { ...job, requests: requests.rejected };
        const ratios = [];
        for (let round = 0; round <= rounds; round += 1) {
          const acceptedMs = await acceptedCostMs(axon, load);
          ratios.push((await costMs(axon, load, rejected, status)) / acceptedMs);
        }
        // The first round warms up.
        return median(ratios.slice(1));
      }),
  };
}

function acceptedCostMs(axon: AxonUnderLoad, load: Load): Promise<number> {
  return costMs(axon, load, { kinds: ["signed"], requests: requests.accepted }, "200");
}

/** Returns the CPU time per request, in milliseconds. Fails unless nearly all are answered with the status. */
async function costMs(
  axon: AxonUnderLoad,
  load: Load,
  job: Pick<LoadJob, "kinds" | "requests" | "localAddress">,
  status: string,
): Promise<number> {
  const send = await load.prepare({ ...job, connections, perSecond: unpaced });
  const before = await axon.ask("cpu");
  const { statuses } = await send();
  const after = await axon.ask("cpu");
  // The first of a replay is new.
  if ((statuses[status] ?? 0) < job.requests - 1) throw new Error(`Answered ${JSON.stringify(statuses)}`);
  return (after - before) / job.requests;
}

async function p99OfGood(load: Load): Promise<number> {
  const send = await load.prepare(goodJob);
  const { statuses, p99Ms } = await send();
  if (statuses["200"] !== goodJob.requests) throw new Error(`Good requests got ${JSON.stringify(statuses)}`);
  return p99Ms;
}
