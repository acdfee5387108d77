/**
 * The words of this subnet.
 *
 * - **batch**: what the source of truth publishes for a network, a processing date and a window: alerts, address
 *   features, clusters and money flows.
 * - **processing date**: the exclusive end of the window, a UTC date (facts: 1.3).
 * - **window**: the number of days before the processing date that the batch looks back on.
 * - **alert**: one suspicion about one address, of one typology.
 * - **cluster**: alerts that belong together.
 * - **publication**: one scoring run's results for a batch, the only thing that validators see.
 */
export interface BatchKey {
  readonly network: string;
  /** YYYY-MM-DD */
  readonly processingDate: string;
  readonly windowDays: number;
}

/** Returns the batch's name for people and logs, for example `torus 2025-08-01 195d`. */
export function describeBatch({ network, processingDate, windowDays }: BatchKey): string {
  return `${network} ${processingDate} ${windowDays}d`;
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** Returns whether the text is a date of the calendar in the form YYYY-MM-DD. */
export function isProcessingDate(text: string): boolean {
  if (!datePattern.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
