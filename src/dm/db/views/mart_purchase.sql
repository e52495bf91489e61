-- One row an order, whether a campaign brought it or not.
SELECT
    o.id AS purchase_id,
    o.person_id,
    o.system,
    o.order_ref,
    o.at,
    o.value_minor,
    o.currency,
    o.product,
    o.source_id
FROM purchase o
