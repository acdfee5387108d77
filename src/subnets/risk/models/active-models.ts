/**
 * A SELECT, to stand in FROM (…), of every model that was ever active, with all columns of the registry and
 * activated_at. Of a type and window the active model is the one with the greatest activated_at. A model without any
 * decision, as all were before decisions were kept, counts as activated when it was made.
 */
export const activatedModels = `
SELECT t.*, if(d.decisions = 0, t.created_at, d.activated_at) AS activated_at
FROM trained_models AS t
LEFT JOIN (
  SELECT model_id, count() AS decisions, countIf(action = 'activated') AS activations,
    maxIf(decided_at, action = 'activated') AS activated_at
  FROM model_decisions
  GROUP BY model_id
) AS d ON d.model_id = t.model_id
WHERE d.decisions = 0 OR d.activations > 0`;
