import { z } from "zod";

/** Storage keys asked for in one request. */
const maxKeys = 4_096;

export const hex = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/)
  .transform((text) => text.toLowerCase());
export const optionalHash = z.string().length(66).nullish();
export const keys = z.array(hex).max(maxKeys);

/** A list of these, of which the last may be missing; positions beyond are ignored as a node does. */
export function list<Items extends [z.ZodType, ...z.ZodType[]]>(...items: Items) {
  return z.preprocess(
    (params) => (Array.isArray(params) ? items.map((_, index): unknown => params[index]) : params),
    z.tuple(items),
  );
}
