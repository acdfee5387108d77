/** The import that counts for each source: the newest, unless the source was removed since. */
export const currentImports = `
SELECT source, recorded_at, import_id, version, file_name, count_labels, count_bad
FROM (SELECT * FROM label_imports ORDER BY source, recorded_at DESC, import_id DESC LIMIT 1 BY source)
WHERE import_id != ''`;

/**
 * A SELECT of one row per address that the operator labelled: address, is_risky, confidence, source. Of labels that
 * disagree the most confident counts, then the one of the newest import, then the one further down its file. None
 * counts that was not known by {labels_until:Date}.
 */
export const customLabels = `
SELECT address, tupleElement(best, 1) AS is_risky, tupleElement(best, 2) AS confidence, tupleElement(best, 3) AS source
FROM (
  SELECT l.address AS address,
    argMax((l.is_risky, l.confidence, i.source), (l.confidence, i.recorded_at, i.source, l.line)) AS best
  FROM (
    SELECT import_id, address, is_risky, confidence, line
    FROM custom_labels
    WHERE known_since <= {labels_until:Date}
      AND import_id IN (SELECT import_id FROM (${currentImports}))
  ) AS l
  INNER JOIN (${currentImports}) AS i ON i.import_id = l.import_id
  GROUP BY address
)`;
