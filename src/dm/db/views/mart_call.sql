-- One row a call task, with how often and how it was last tried.
SELECT
    t.id AS task_id,
    t.piece_id,
    t.campaign_id,
    p.wave,
    p.cell,
    t.person_id,
    t.list_id,
    t.state,
    t.priority,
    t.why,
    t.attempts,
    t.last_disposition,
    t.due_at,
    t.language,
    t.created_at,
    t.closed_at
FROM call_task t
JOIN piece p ON p.id = t.piece_id
WHERE NOT p.seed
