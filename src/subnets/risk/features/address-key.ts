/** The batches that the rows of a query are made of, as the right side of an IN. */
export const namedBatchIds = "{batches:Array(String)}";

/**
 * Returns the SQL of a number that stands for an address in a batch, by which feature queries group and join several
 * times faster than by the two texts. Among a million of them two are the same once in 37 million batches; those two
 * addresses are then taken for one.
 */
export function addressKey(address = "address", batch = "batch_id"): string {
  return `cityHash64(${batch}, ${address})`;
}

/** Returns a SELECT of the addresses that rows are made of, by their keys; a flow of any other is not read on. */
export function alertedKeys(batches: string): string {
  return `SELECT ${addressKey()} FROM raw_alerts WHERE batch_id IN ${batches}`;
}
