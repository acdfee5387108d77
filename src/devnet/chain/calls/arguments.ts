import { z } from "zod";

/** Arguments as polkadot-js prints them: numbers up to 52 bits, hexadecimal beyond, SS58 addresses, bytes as 0x… */
export const unsigned = z.number().int().nonnegative();
export const bigUnsigned = z
  .union([unsigned, z.string().regex(/^0x[0-9a-f]*$/)])
  .transform((value) => BigInt(value));
export const address = z.string();
export const hexBytes = z.string().regex(/^0x(?:[0-9a-f]{2})*$/);
