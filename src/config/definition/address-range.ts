import { isIP } from "node:net";
import { text } from "../types.ts";

/** An IP address, or a range of them in CIDR notation: `10.0.0.0/8`. */
export const addressRange = text().refine(isAddressRange, {
  error: "must be IP addresses, or ranges like 10.0.0.0/8",
});

function isAddressRange(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/");
  const family = isIP(address);
  // A zone means something on one machine only.
  if (family === 0 || address.includes("%") || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
