/** An SS58 address with prefix 42: how this chain names accounts inside. */
export type Address = string;

export interface Account {
  /** How many transactions it has sent. */
  readonly nonce: number;
  readonly freeRao: bigint;
}

/** No account can be opened with less (facts: bittensor 3.1). */
export const existentialDepositRao = 500n;
export const raoPerTao = 1_000_000_000n;

/** What an address that the chain has not met has. */
export const unknownAccount: Account = { nonce: 0, freeRao: 0n };

/** The well-known development accounts that every such chain endows: //Alice to //Ferdie. */
export const developmentAccounts: readonly Address[] = [
  "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
  "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y",
  "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",
  "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw",
  "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL",
];
