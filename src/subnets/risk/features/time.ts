/** For SQL. */
export const millisecondsPerDay = "86400000";

/** Returns the SQL of the exclusive end of a batch's window in milliseconds, as its timestamps are. */
export function endOfWindow(processingDate: string): string {
  return `toUnixTimestamp64Milli(toDateTime64(${processingDate}, 3, 'UTC'))`;
}
