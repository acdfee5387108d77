import type { BlockView } from "../block-view.ts";
import { assertSubnet } from "../registration/registered.ts";
import { hasAlpha, readFromStorage, readStakes } from "./from-storage.ts";
import { decodeNeuronsLite } from "./neuron-info-lite.ts";
import { isOpaque, offersSelective, readSelective } from "./selective.ts";
import type { Neuron, Snapshot, SnapshotSource, StakeMeasure } from "./snapshot.ts";

/**
 * Returns a subnet at the view's block, read in the cheapest way that the runtime offers. Throws SUBNET_NOT_FOUND
 * when there is no such subnet.
 *
 * @param source reads it in this way instead, whether or not it is the cheapest.
 */
export async function readSnapshot(
  view: BlockView,
  netuid: number,
  source: SnapshotSource = chooseSource(view),
): Promise<Snapshot> {
  await assertSubnet(view, netuid);
  const neurons = await readers[source](view, netuid);
  return {
    netuid,
    genesisHash: view.genesisHash,
    block: view.block.number,
    source,
    stakeMeasure: measureOf(view, source),
    neurons,
  };
}

/** Returns the cheapest way in which this runtime offers the metagraph. */
export function chooseSource(view: BlockView): SnapshotSource {
  if (offersSelective(view)) return "selective-metagraph";
  return offersOpaqueLite(view) ? "neuron-info-lite" : "storage";
}

/** "NeuronInfoRuntimeApi" as runtimes list it. */
const neuronInfoApi = "0x806df4ccaa9ed485";
/** From this one on, answers have types (facts: bittensor 3.10). */
const firstTypedSpec = 233;

function offersOpaqueLite({ runtime }: BlockView): boolean {
  if (!runtime.describesApis()) {
    return runtime.specVersion < firstTypedSpec && runtime.hasApi(neuronInfoApi);
  }
  const type = runtime.findApiResultType("neuronInfoRuntimeApi", "getNeuronsLite");
  return type !== undefined && isOpaque(type);
}

const readers: Readonly<Record<SnapshotSource, (view: BlockView, netuid: number) => Promise<Neuron[]>>> = {
  "selective-metagraph": readSelective,
  "neuron-info-lite": readLite,
  storage: readFromStorage,
};

/** The stake comes from storage: the first runtimes with alpha answer 0 in its place. */
async function readLite(view: BlockView, netuid: number): Promise<Neuron[]> {
  const parameters = Buffer.alloc(2);
  parameters.writeUInt16LE(netuid);
  const answer = await view.callApi("NeuronInfoRuntimeApi_get_neurons_lite", parameters);
  const neurons = decodeNeuronsLite(answer, (account) => view.runtime.addressOf(account));
  const stakes = await readStakes(
    view,
    netuid,
    neurons.map(({ hotkey }) => hotkey),
  );
  return neurons.map((neuron, index) => ({ ...neuron, stakeRao: stakes[index] ?? 0n }));
}

function measureOf(view: BlockView, source: SnapshotSource): StakeMeasure {
  if (source === "selective-metagraph") return "weight";
  return hasAlpha(view) ? "alpha" : "tao";
}
