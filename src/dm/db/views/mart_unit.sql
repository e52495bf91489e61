-- One row a drawn unit of a campaign's newest plan: whether it was reached and what it did. Sums of it are rates and lift.
-- is_reached and is_responded speak of the campaign's own pieces; the columns after them count by person in both arms alike.
SELECT
    a.campaign_id,
    a.unit_id,
    a.person_id,
    a.arm,
    a.cell,
    COALESCE(p.net, 0) AS is_reached,
    CASE WHEN p.net = 1 AND r.responses > 0 THEN 1 ELSE 0 END AS is_responded,
    CASE WHEN p.net = 1 AND r.orders > 0 THEN 1 ELSE 0 END AS is_ordered,
    CASE WHEN p.net = 1 THEN CAST(COALESCE(r.value_minor, 0) AS BIGINT) ELSE 0 END AS value_minor,
    CASE WHEN m.responses > 0 THEN 1 ELSE 0 END AS any_response,
    CASE WHEN m.orders > 0 THEN 1 ELSE 0 END AS any_order,
    COALESCE(m.orders, 0) AS orders_by_person,
    CAST(COALESCE(m.value_minor, 0) AS BIGINT) AS value_by_person_minor
FROM assignment a
JOIN campaign c ON c.id = a.campaign_id
LEFT JOIN (
    SELECT
        campaign_id,
        unit_id,
        MAX(CASE WHEN state NOT IN ('returned', 'failed') AND (sent_at IS NOT NULL OR state IN ('sent', 'delivered'))
            THEN 1 ELSE 0 END) AS net
    FROM piece
    WHERE NOT seed
    GROUP BY campaign_id, unit_id
) p ON p.campaign_id = a.campaign_id AND p.unit_id = a.unit_id
LEFT JOIN (
    SELECT
        r.campaign_id,
        r.unit_id,
        COUNT(*) AS responses,
        SUM(CASE WHEN r.kind = 'order' THEN 1 ELSE 0 END) AS orders,
        SUM(CASE WHEN r.kind = 'order' AND r.currency = c.currency THEN r.value_minor ELSE 0 END) AS value_minor
    FROM response r
    JOIN campaign c ON c.id = r.campaign_id
    WHERE r.kind IN ('order', 'interest', 'question') AND r.arm = 'treated'
    GROUP BY r.campaign_id, r.unit_id
) r ON r.campaign_id = a.campaign_id AND r.unit_id = a.unit_id
LEFT JOIN (
    SELECT
        x.campaign_id,
        x.unit_id,
        COUNT(*) AS responses,
        SUM(CASE WHEN r.kind = 'order' THEN 1 ELSE 0 END) AS orders,
        SUM(CASE WHEN r.kind = 'order' AND r.currency = c.currency THEN r.value_minor ELSE 0 END) AS value_minor
    FROM response_match x
    JOIN response r ON r.id = x.response_id
    JOIN campaign c ON c.id = x.campaign_id
    WHERE r.kind IN ('order', 'interest', 'question')
    GROUP BY x.campaign_id, x.unit_id
) m ON m.campaign_id = a.campaign_id AND m.unit_id = a.unit_id
WHERE c.current_plan_id IS NULL OR EXISTS (
    SELECT 1
    FROM audience_member u
    WHERE u.plan_id = c.current_plan_id AND u.unit_id = a.unit_id AND u.outcome IN ('piece', 'holdout')
)
