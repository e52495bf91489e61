-- One row a living person: no name, no address, no number. Merged and erased people are left out.
SELECT
    p.id AS person_id,
    p.source_id,
    p.country,
    p.region,
    p.city,
    p.gender,
    p.party,
    p.language,
    (SELECT COUNT(*) FROM contact_point k WHERE k.person_id = p.id AND k.kind = 'email' AND k.status = 'valid')
        AS valid_emails,
    (SELECT COUNT(*) FROM contact_point k WHERE k.person_id = p.id AND k.kind = 'phone' AND k.status = 'valid')
        AS valid_phones,
    (SELECT COUNT(*) FROM contact_point k WHERE k.person_id = p.id AND k.kind = 'post' AND k.status = 'valid')
        AS valid_addresses,
    p.observed_at,
    p.verified_at,
    p.created_at,
    p.updated_at
FROM person p
WHERE p.state = 'active'
