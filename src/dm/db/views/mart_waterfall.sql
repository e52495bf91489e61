-- Everybody of the newest plan's universe by how they ended: people in pieces, in the holdout, or excluded with a reason.
SELECT
    c.id AS campaign_id,
    m.plan_id,
    m.outcome,
    m.step,
    m.reason,
    COUNT(*) AS people
FROM campaign c
JOIN audience_member m ON m.plan_id = c.current_plan_id
GROUP BY c.id, m.plan_id, m.outcome, m.step, m.reason
