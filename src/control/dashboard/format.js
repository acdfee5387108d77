/** Returns a span of time in its greatest unit: `5 min`. */
export function span(durationMs) {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** Returns a time of day in UTC, as the log has it. */
export function timeOfDay(atMs) {
  return new Date(atMs).toISOString().slice(11, 19);
}

/** Returns a day in UTC. */
export function dayOf(atMs) {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Returns a day of the year and a time in UTC. */
export function dayAndTime(atMs) {
  return new Date(atMs).toISOString().slice(5, 16).replace("T", " ");
}

export function number(value) {
  return value.toLocaleString("en-US");
}

/** Returns a count under the name that it is kept by, for example `1 batch` of the 1 in `batches`. */
export function countNamed(count, plural) {
  const name = count === 1 ? plural.replace(/(?<=ch|ss)es$|(?<!s)s$/, "") : plural;
  return `${number(count)} ${name.replaceAll("_", " ")}`;
}

/** Returns a number from 0 to 1, or a dash where there is none. */
export function share(value) {
  return value === undefined ? "–" : value.toFixed(3);
}

/** Returns a long name with its middle left out: the ends are what people compare. */
export function shortName(name) {
  return name.length > 16 ? `${name.slice(0, 7)}…${name.slice(-5)}` : name;
}
