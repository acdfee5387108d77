import { findAddressRange } from "../address-range.ts";
import { text } from "../types.ts";

/** An IP address, or a range of them in CIDR notation. */
export const addressRange = text().refine((value) => findAddressRange(value) !== undefined, {
  error: "must be addresses, or ranges like 192.0.2.0/24",
});
