-- What the model itself said of an alert, where a label of the source of truth has raised the score that is published.
-- Drift is measured on it.
ALTER TABLE alert_scores ADD COLUMN IF NOT EXISTS model_score Float64 DEFAULT score;
