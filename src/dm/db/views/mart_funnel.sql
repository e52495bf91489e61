-- One row a campaign, wave and cell: the funnel of the report. planned = dropped + waiting + produced.
SELECT
    f.campaign_id,
    f.wave,
    f.channel,
    f.cell,
    COUNT(*) AS planned,
    SUM(f.is_dropped) AS dropped,
    COUNT(*) - SUM(f.is_dropped) - SUM(f.is_produced) AS waiting,
    SUM(f.is_produced) AS produced,
    SUM(f.is_sent) AS sent,
    SUM(f.is_returned) AS returned,
    SUM(f.is_net) AS net,
    SUM(f.is_delivered) AS delivered,
    SUM(CASE WHEN f.is_net = 1 THEN f.is_responded ELSE 0 END) AS responded,
    CAST(COALESCE(SUM(o.orders), 0) AS BIGINT) AS orders,
    CAST(COALESCE(SUM(o.value_minor), 0) AS BIGINT) AS value_minor
FROM (
    SELECT
        p.id,
        p.campaign_id,
        p.wave,
        p.channel,
        p.cell,
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
) f
LEFT JOIN (
    SELECT
        r.piece_id,
        COUNT(*) AS orders,
        SUM(CASE WHEN r.currency = c.currency THEN r.value_minor ELSE 0 END) AS value_minor
    FROM response r
    JOIN campaign c ON c.id = r.campaign_id
    WHERE r.kind = 'order' AND r.piece_id IS NOT NULL
    GROUP BY r.piece_id
) o ON o.piece_id = f.id
GROUP BY f.campaign_id, f.wave, f.channel, f.cell
