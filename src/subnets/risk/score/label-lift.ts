import { endOfWindow } from "../features/time.ts";

/**
 * What an address label of the source of truth adds to a score. Models do not learn from these labels, as an exposed
 * operator grades benign in what is graded most; yet validators grade the order of labelled addresses, too (facts:
 * aml-risk 7.4 and 9b). So the score of an address that is known to be risky moves up inside the range of benign ones:
 * it passes those without a label, and stays right if the address is as quiet as most.
 */
export interface LabelLift {
  /** How far towards `below` a score is raised, from 0, not at all, to less than 1. */
  readonly share: number;
  /** The end of the benign range: no score from here on is raised. */
  readonly below: number;
}

/** As in features, a label counts if it was made before the window's end: an undated one may be younger. */
const riskyAlerts = `
SELECT alert_id
FROM raw_alerts
WHERE batch_id = {batch:String} AND address IN (
  SELECT address
  FROM raw_address_labels
  WHERE batch_id = {batch:String} AND risk_level IN ('high', 'critical')
    AND created_timestamp > 0 AND toInt64(created_timestamp) < ${endOfWindow("{processing_date:Date}")}
)`;

/** SQL of the score to publish for the alert `key`, of what the model says: order is kept, and no two scores become one. */
export const liftedScore = `if(
  {lift_share:Float64} > 0 AND score < {lift_below:Float64} AND key IN (${riskyAlerts}),
  score + {lift_share:Float64} * ({lift_below:Float64} - score), score)`;

/** What a statement with it binds, beside `processing_date`. */
export function liftParams(
  batchId: string,
  { share, below }: LabelLift,
): { batch: string; lift_share: number; lift_below: number } {
  return { batch: batchId, lift_share: share, lift_below: below };
}
