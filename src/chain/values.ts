import { z } from "zod";

/**
 * An unsigned integer of any size as the library's JSON has it: a number, hexadecimal or decimal text. Later
 * runtimes wrap some in a structure of one field (facts: bittensor 3.10).
 */
export const integerSchema: z.ZodType<bigint> = z.preprocess(
  unwrap,
  z.union([
    z.int().nonnegative().transform(BigInt),
    z
      .string()
      .regex(/^(0x[0-9a-f]{1,64}|\d{1,78})$/)
      .transform(BigInt),
  ]),
);

/** The same, where it is small enough to count with: a block number, a uid, a port. */
export const countSchema: z.ZodType<number> = integerSchema.transform((value, context) => {
  const count = Number(value);
  if (Number.isSafeInteger(count)) return count;
  context.addIssue({ code: "custom", message: "is too large to count with" });
  return z.NEVER;
});

export const addressSchema = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{46,48}$/);

/** One TAO in rao, the smallest unit (facts: bittensor 3.1). */
export const raoPerTao = 1_000_000_000n;

/** Returns an amount of rao in TAO for people, without rounding: `0.5`, `1.000000001`. */
export function formatTao(rao: bigint): string {
  const fraction = (rao % raoPerTao).toString().padStart(9, "0").replace(/0+$/, "");
  const whole = (rao / raoPerTao).toString();
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** Returns an amount of TAO in rao. Exact for amounts with at most nine decimals, up to four million TAO. */
export function raoFromTao(tao: number): bigint {
  return BigInt(tao.toFixed(9).replace(".", ""));
}

function unwrap(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const inner: unknown[] = Object.values(value);
  return inner.length === 1 ? unwrap(inner[0]) : value;
}
