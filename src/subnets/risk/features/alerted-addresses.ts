/** The addresses that rows are made of; a profile or a flow of any other is not read on. */
export const alertedAddresses = "SELECT address FROM raw_alerts WHERE batch_id IN {batches:Array(String)}";
