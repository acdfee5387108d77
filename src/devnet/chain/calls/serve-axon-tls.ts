import { hexToU8a, u8aToHex } from "@polkadot/util";
import { withEntry } from "../state/chain-state.ts";
import type { Certificate } from "../state/subnet.ts";
import { hexBytes } from "./arguments.ts";
import { defineCall } from "./call.ts";
import { announceAxon, axonArguments } from "./serve-axon.ts";

const maxPublicKeyBytes = 64;

/** Stores an axon and, unless it is too long, the certificate with it. */
export const serveAxonTls = defineCall({
  pallet: "SubtensorModule",
  name: "serve_axon_tls",
  paysFee: false,
  arguments: axonArguments.extend({ certificate: hexBytes }),
  run: (context, args) =>
    announceAxon(context, args, (subnet) => {
      const certificate = findCertificate(hexToU8a(args.certificate));
      if (certificate === undefined) return subnet;
      return { ...subnet, certificates: withEntry(subnet.certificates, context.signer, certificate) };
    }),
});

/** One byte for the algorithm, the public key after it. */
function findCertificate(bytes: Uint8Array): Certificate | undefined {
  const [algorithm, ...publicKey] = bytes;
  if (algorithm === undefined || publicKey.length > maxPublicKeyBytes) return undefined;
  return { algorithm, publicKey: u8aToHex(Uint8Array.from(publicKey)) };
}
