/** Alert scores with their explanations, empty where an alert has none; the page is taken before anything is joined to it. */
export const explainedRows = `
    WITH page AS (
      SELECT alert_id, score, latency_ms
      FROM alert_scores
      WHERE publication_id = {publicationId:String}
      ORDER BY alert_id
      LIMIT {limit:UInt64} OFFSET {offset:UInt64}
    )
    SELECT page.alert_id AS alert_id, page.score AS score, page.latency_ms AS latency_ms, e.explain_json AS explain_json
    FROM page
    LEFT JOIN (
      SELECT alert_id, explain_json
      FROM alert_explanations
      WHERE publication_id = {publicationId:String} AND alert_id IN (SELECT alert_id FROM page)
    ) AS e ON e.alert_id = page.alert_id
    ORDER BY alert_id
    FORMAT JSONEachRow`;

/** One alert, in the same columns. */
export const explainedRow = `
    SELECT s.alert_id AS alert_id, s.score AS score, s.latency_ms AS latency_ms, e.explain_json AS explain_json
    FROM (
      SELECT alert_id, score, latency_ms
      FROM alert_scores
      WHERE publication_id = {publicationId:String} AND alert_id = {alertId:String}
    ) AS s
    LEFT JOIN (
      SELECT alert_id, explain_json
      FROM alert_explanations
      WHERE publication_id = {publicationId:String} AND alert_id = {alertId:String}
    ) AS e ON e.alert_id = s.alert_id`;
