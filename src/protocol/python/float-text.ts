// Outside of these Python writes an exponent; inside, JavaScript writes none (facts: bittensor 1.5).
const smallestFixed = 1e-4;
const firstWithExponent = 1e16;

/** Returns what Python's `str` and `repr` make of a float: `1.0`, `1e-05`, `1e+16`, `-0.0`, `inf`, `nan`. */
export function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < smallestFixed || size >= firstWithExponent)) return withExponent(value);
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Both languages take the fewest digits that read back as the same number; Python's exponent has at least two. */
function withExponent(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}
