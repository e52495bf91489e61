-- One row a piece, seeds left out; its steps as 0 and 1, so that sums of them are the funnel.
SELECT
    p.id AS piece_id,
    p.campaign_id,
    p.wave,
    p.channel,
    p.cell,
    p.unit_id,
    p.person_id,
    p.point_id,
    p.language,
    p.state,
    p.reason,
    p.planned_at,
    p.due_at,
    p.sent_at,
    p.closed_at,
    CASE WHEN p.state IN ('dropped', 'cancelled') OR (p.state = 'failed' AND p.sent_at IS NULL) THEN 1 ELSE 0 END
        AS is_dropped,
    CASE WHEN p.sent_at IS NOT NULL OR p.state IN ('produced', 'sent', 'delivered', 'returned') THEN 1 ELSE 0 END
        AS is_produced,
    CASE WHEN p.sent_at IS NOT NULL OR p.state IN ('sent', 'delivered', 'returned') THEN 1 ELSE 0 END AS is_sent,
    CASE WHEN p.state = 'returned' OR (p.state = 'failed' AND p.sent_at IS NOT NULL) THEN 1 ELSE 0 END
        AS is_returned,
    CASE WHEN p.state NOT IN ('returned', 'failed') AND (p.sent_at IS NOT NULL OR p.state IN ('sent', 'delivered'))
        THEN 1 ELSE 0 END AS is_net,
    CASE WHEN p.state = 'delivered' THEN 1 ELSE 0 END AS is_delivered,
    CASE WHEN EXISTS (
        SELECT 1 FROM response r WHERE r.piece_id = p.id AND r.kind IN ('order', 'interest', 'question')
    ) THEN 1 ELSE 0 END AS is_responded
FROM piece p
WHERE NOT p.seed
