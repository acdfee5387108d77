import { keyExtractPath } from "@polkadot/util-crypto/key";
import { NeuronError } from "../lib/errors.ts";
import { findBytes, wipe } from "./bytes.ts";
import { normalizeMnemonic, seedLength } from "./key.ts";
import { KeySigner } from "./signer.ts";
import { derivePair, findSeed, pairFromSeed } from "./sr25519.ts";

/** The phrase that every Substrate chain for development knows; a path alone is a path below it. */
const developmentPhrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

/** `phrase//hard/soft///password`, where all but one of phrase and path may be missing. */
const uriPattern = /^(?<phrase>[^/]*)(?<path>(?:\/\/?[^/]+)*)(?:\/\/\/(?<password>.*))?$/s;

/**
 * Returns a signer of the sr25519 key that a Substrate secret URI names: `//Alice`, or a mnemonic or a seed in
 * hexadecimal with a derivation path (facts: bittensor 2.4). Throws USAGE_INVALID, without telling what was given.
 */
export function signerFromUri(uri: string): KeySigner {
  const { phrase = "", path = "", password = "" } = uriPattern.exec(uri)?.groups ?? {};
  if (phrase === "" && path === "") throw unreadable();
  const seed = phrase.startsWith("0x")
    ? findBytes(phrase, seedLength)
    : findSeed(phrase === "" ? developmentPhrase : normalizeMnemonic(phrase), password);
  if (seed === undefined) throw unreadable();
  const pair = keyExtractPath(path).path.reduce(derivePair, pairFromSeed(seed));
  wipe(seed);
  return new KeySigner({ cryptoType: "sr25519", ...pair });
}

function unreadable(): NeuronError {
  return new NeuronError(
    "USAGE_INVALID",
    "The secret URI is neither a mnemonic nor a seed, with or without a derivation path like //name",
  );
}
