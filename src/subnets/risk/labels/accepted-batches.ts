/** The batch that readers see for each window and date, as in the ledger of batches. */
export const acceptedBatches = `
SELECT window_days, processing_date, argMax(batch_id, (accepted_at, batch_id)) AS batch_id
FROM ingestions
GROUP BY window_days, processing_date`;

/** The window and the date of each of {batches:Array(String)}; one that was never accepted has none. */
export const namedBatches = `
SELECT DISTINCT batch_id, window_days, processing_date
FROM ingestions
WHERE batch_id IN {batches:Array(String)}`;
