-- One row a try to deliver a piece, with the permit it was made under; seeds left out.
SELECT
    t.id AS attempt_id,
    t.piece_id,
    t.number,
    t.batch_id,
    p.campaign_id,
    p.wave,
    p.cell,
    t.person_id,
    t.point_id,
    t.channel,
    t.state,
    t.outcome,
    t.outside_id,
    t.agent,
    t.permit_reason,
    t.permit_policies,
    t.permit_until,
    t.at,
    t.done_at
FROM attempt t
JOIN piece p ON p.id = t.piece_id
WHERE NOT p.seed
