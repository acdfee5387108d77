import type { CommandGroup } from "./command.ts";

const keyOption = ["--key <coldkey|hotkey>", "which of the wallet's keys"] as const;
const encryptionOptions = [
  ["--plain-coldkey", "do not encrypt the coldkey: whoever reads the file owns its funds"],
  ["--encrypt-hotkey", "encrypt the hotkey: the neuron then needs its password at every start"],
] as const;

/** Each command loads its code when it runs: the signature library takes longer to load than most commands to run. */
export const walletCommands: CommandGroup = {
  commands: [
    {
      name: "create",
      summary: "make a new coldkey and a new hotkey, or one of them",
      options: [
        ["--key <coldkey|hotkey>", "make this one only"],
        ["--words <count>", "words of a mnemonic: 12 (default), 15, 18, 21 or 24"],
        ["--mnemonic-file <file>", "write the mnemonics to a new file instead of showing them"],
        ...encryptionOptions,
      ],
      run: async (call) => (await import("./wallet/create.ts")).createKeys(call),
    },
    {
      name: "import",
      summary: "make a key of a mnemonic or a seed, asked for without showing it",
      options: [
        keyOption,
        ["--from-file <file>", "read the mnemonic or the seed from this file"],
        ...encryptionOptions,
      ],
      run: async (call) => (await import("./wallet/import.ts")).importKey(call),
    },
    {
      name: "list",
      summary: "list all wallets with their addresses",
      run: async (call) => (await import("./wallet/show.ts")).listWallets(call),
    },
    {
      name: "show",
      summary: "show the addresses and files of one wallet",
      run: async (call) => (await import("./wallet/show.ts")).showWallet(call),
    },
    {
      name: "sign",
      summary: "sign a text with the hotkey",
      options: [["--message <text>", "the text to sign"]],
      run: async (call) => (await import("./wallet/signatures.ts")).signMessage(call),
    },
    {
      name: "verify",
      summary: "check that an address signed a text; exit code 65 when it did not",
      options: [
        ["--message <text>", "the text that was signed"],
        ["--signature <hex>", "0x and 128 hexadecimal digits"],
        ["--address <ss58>", "who is said to have signed"],
      ],
      run: async (call) => (await import("./wallet/signatures.ts")).verifyMessage(call),
    },
  ],
};
