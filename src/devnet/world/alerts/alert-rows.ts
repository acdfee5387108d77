import type { BatchKey } from "../../../subnets/risk/batch.ts";
import type { AlertRow } from "../tables/alert-columns.ts";
import type { Finding } from "./finding.ts";
import { severityOf } from "./severity.ts";
import { dnsUuid5 } from "./uuid5.ts";

/**
 * Returns the alerts of a batch, by descending id as the producer exports them. Findings of one typology on one
 * address share their id, and only the surest is kept (facts: aml-risk 1.4).
 */
export function alertRows(findings: readonly Finding[], batch: BatchKey): AlertRow[] {
  const alerts = new Map<string, AlertRow>();
  for (const finding of [...findings].sort((a, b) => a.confidence - b.confidence)) {
    const alert = alertRow(finding, batch);
    alerts.set(alert.alert_id, alert);
  }
  return [...alerts.values()].sort((a, b) => (a.alert_id < b.alert_id ? 1 : -1));
}

function alertRow(finding: Finding, { processingDate, windowDays }: BatchKey): AlertRow {
  return {
    window_days: windowDays,
    processing_date: processingDate,
    // The window is not part of the id: the same alert of another window has the same one.
    alert_id: dnsUuid5(`${finding.address}-${finding.typology}-${processingDate}`),
    address: finding.address,
    typology_type: finding.typology,
    pattern_id: "",
    pattern_type: "",
    severity: severityOf(finding.confidence),
    suspected_address_type: finding.suspectedType,
    suspected_address_subtype: "",
    alert_confidence_score: finding.confidence,
    description: finding.description,
    volume_usd: finding.volumeUsd,
    evidence_json: JSON.stringify(finding.evidence),
    risk_indicators: finding.indicators,
  };
}
