-- The frozen draw: one row a unit and campaign. The base of every lift.
SELECT
    a.campaign_id,
    a.unit_id,
    a.person_id,
    a.arm,
    a.cell,
    a.holdout_key,
    a.drawn_at
FROM assignment a
