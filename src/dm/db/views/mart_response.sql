-- One row a response, each once; seeds left out. Unmatched rows of files are in response_unmatched, never here.
SELECT
    r.id AS response_id,
    r.campaign_id,
    r.arm,
    r.cell,
    r.wave,
    p.channel,
    r.unit_id,
    r.person_id,
    r.piece_id,
    r.kind,
    CASE WHEN r.kind IN ('order', 'interest', 'question') THEN 1 ELSE 0 END AS is_response,
    CASE WHEN EXISTS (SELECT 1 FROM response_match m WHERE m.response_id = r.id) THEN 1 ELSE 0 END AS is_comparable,
    r.matched_by,
    r.at,
    r.value_minor,
    r.currency,
    r.product,
    r.order_ref,
    r.reason,
    r.source,
    r.recorded_at
FROM response r
LEFT JOIN piece p ON p.id = r.piece_id
WHERE r.arm IS NULL OR r.arm <> 'seed'
