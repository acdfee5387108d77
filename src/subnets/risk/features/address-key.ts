/**
 * Returns the SQL of a number that stands for an address in a batch, by which feature queries group and join several
 * times faster than by the two texts. Among a million of them two are the same once in 37 million batches; those two
 * addresses are then taken for one.
 */
export function addressKey(address = "address", batch = "batch_id"): string {
  return `cityHash64(${batch}, ${address})`;
}

/** The addresses that rows are made of, by their keys; a flow of any other is not read on. */
export const alertedKeys = `SELECT ${addressKey()} FROM raw_alerts WHERE batch_id IN {batches:Array(String)}`;

/** Whether the address of a `key` is one of those whose rows are made now: a large batch is made share by share. */
export const isInShare = "key % {shares:UInt32} = {share:UInt32}";
