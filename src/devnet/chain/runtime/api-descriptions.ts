import type { TypeBook } from "./type-book.ts";

interface ApiDescription {
  readonly name: string;
  readonly methods: readonly MethodDescription[];
  readonly docs: readonly string[];
}

interface MethodDescription {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly type: number }[];
  readonly output: number;
  readonly docs: readonly string[];
}

/** Parameters in order and the result, as type expressions. */
interface Signature {
  readonly takes?: Readonly<Record<string, string>>;
  readonly gives: string;
}

const bySubnet = { netuid: "u16" };
const byNeuron = { netuid: "u16", uid: "u16" };

const signatures: Readonly<Record<string, Readonly<Record<string, Signature>>>> = {
  Metadata: {
    metadata_at_version: { takes: { version: "u32" }, gives: "Option<Bytes>" },
    metadata_versions: { gives: "Vec<u32>" },
  },
  AccountNonceApi: { account_nonce: { takes: { account: "AccountId" }, gives: "u32" } },
  NeuronInfoRuntimeApi: {
    get_neurons: { takes: bySubnet, gives: "Vec<NeuronInfo>" },
    get_neuron: { takes: byNeuron, gives: "Option<NeuronInfo>" },
    get_neurons_lite: { takes: bySubnet, gives: "Vec<NeuronInfoLite>" },
    get_neuron_lite: { takes: byNeuron, gives: "Option<NeuronInfoLite>" },
  },
  SubnetInfoRuntimeApi: {
    get_selective_metagraph: {
      takes: { netuid: "u16", metagraph_indexes: "Vec<u16>" },
      gives: "Option<SelectiveMetagraph>",
    },
  },
};

/** Returns the runtime APIs that this chain answers, for version 15 of the metadata. */
export function runtimeApis(book: TypeBook, extrinsicType: number): ApiDescription[] {
  const described = Object.entries(signatures).map(([name, methods]) => ({
    name,
    methods: Object.entries(methods).map(([method, signature]) => describe(book, method, signature)),
    docs: [],
  }));
  return [...described, paymentApi(book, extrinsicType)];
}

function describe(book: TypeBook, name: string, { takes = {}, gives }: Signature): MethodDescription {
  const inputs = Object.entries(takes).map(([input, type]) => ({ name: input, type: book.idOf(type) }));
  return { name, inputs, output: book.idOf(gives), docs: [] };
}

function paymentApi(book: TypeBook, extrinsicType: number): ApiDescription {
  const inputs = [
    { name: "uxt", type: extrinsicType },
    { name: "len", type: book.idOf("u32") },
  ];
  const fields = [
    { name: "weight", type: book.idOfPath("Weight"), typeName: "Weight", docs: [] },
    { name: "class", type: book.idOfPath("DispatchClass"), typeName: "DispatchClass", docs: [] },
    { name: "partial_fee", type: book.idOf("u64"), typeName: "Balance", docs: [] },
  ];
  const output = book.add({
    path: ["pallet_transaction_payment", "types", "RuntimeDispatchInfo"],
    def: { composite: { fields } },
  });
  return {
    name: "TransactionPaymentApi",
    methods: [{ name: "query_info", inputs, output, docs: [] }],
    docs: [],
  };
}
