import { setting } from "../setting.ts";
import { text, textLike } from "../types.ts";

const fileName = textLike(/^(?!\.{1,2}$)[^/\\\p{Cc}]{1,128}$/u, "one file name of at most 128 characters");

export const walletSettings = {
  path: setting({
    type: text().min(1, { error: "must name a directory" }),
    default: "~/.bittensor/wallets/",
    description: "Directory of all wallets; ~ is the home directory.",
    placeholder: "directory",
    environment: ["BT_WALLET_PATH", "WALLET_PATH"],
  }),
  name: setting({
    type: fileName,
    default: "default",
    description: "Name of the wallet.",
    placeholder: "name",
    environment: ["BT_WALLET_NAME", "WALLET_NAME"],
  }),
  hotkey: setting({
    type: fileName,
    default: "default",
    description: "Name of the wallet's hotkey, with which the neuron signs.",
    placeholder: "name",
    environment: ["BT_WALLET_HOTKEY", "WALLET_HOTKEY"],
  }),
  passwordFile: setting({
    type: text().min(1, { error: "must name a file" }).optional(),
    default: undefined,
    description: "File with the password of an encrypted key; without one, BT_PW_… or the terminal is asked.",
    placeholder: "file",
    environment: ["BT_WALLET_PASSWORD_FILE"],
  }),
};
