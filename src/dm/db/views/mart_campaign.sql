-- One row a campaign, with its arms as drawn and its newest plan.
SELECT
    c.id AS campaign_id,
    c.title,
    c.state,
    c.system AS is_built_in,
    c.goal,
    c.purpose,
    c.controller,
    c.time_zone,
    c.opens_on,
    c.closes_on,
    c.currency,
    c.segment_id,
    p.id AS plan_id,
    p.hash AS plan_hash,
    p.planned_at,
    p.universe,
    p.cost_minor AS planned_cost_minor,
    p.detectable_lift,
    (SELECT COUNT(*) FROM assignment a WHERE a.campaign_id = c.id AND a.arm = 'treated') AS units_treated,
    (SELECT COUNT(*) FROM assignment a WHERE a.campaign_id = c.id AND a.arm = 'holdout') AS units_holdout,
    c.created_at,
    c.stopped_at
FROM campaign c
LEFT JOIN plan p ON p.id = c.current_plan_id
