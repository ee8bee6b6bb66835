-- Who calls, what the person reaches, and the counters that answers are stamped with.

-- name: identity_duties
-- The person with an EPPN and the duties of a day (given three times) in one capacity, or in all (NULL), one row per duty;
-- one row with NULL duty columns where there is none. role counts from 0 in the order of the enum, as enum role.
SELECT p.id, p.given_name, p.family_name, d.id, CAST(d.role AS UNSIGNED) - 1, d.unit_id, d.class_id, d.group_id
FROM person p
LEFT JOIN duty d ON d.person_id = p.id AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
WHERE p.eppn = ? AND COALESCE(p.ends_on, DATE '9999-12-31') >= ?
ORDER BY d.id;

-- name: identity_reach
-- Units at and below those of a person's duties on a day (given twice), with the bits of the roles that reach them.
SELECT k.descendant_id, BIT_OR(1 << (CAST(d.role AS UNSIGNED) - 1))
FROM duty d JOIN unit_closure k ON k.ancestor_id = d.unit_id
WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
GROUP BY k.descendant_id
ORDER BY k.descendant_id;

-- name: revision_rows
-- The whole of a small table: no dearer than one row of it, and sums for any unit are made of it (fcgi/revision.c).
SELECT unit_id, revision FROM revision ORDER BY unit_id;

-- name: revision_global
-- What concerns all, for what writes: its answer has no stamp.
SELECT revision FROM revision WHERE unit_id = 0;

-- name: revision_closure
-- Which units lie below which.
SELECT ancestor_id, descendant_id FROM unit_closure ORDER BY ancestor_id, descendant_id;

-- name: revision_accepting
-- How many rounds and schools with longer time accept, and in how many milliseconds the first of them will not any
-- more: it passes its closing time without any write.
SELECT COUNT(*), CAST(MIN(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), t.closes_at)) / 1000 AS SIGNED)
FROM (SELECT closes_at FROM round WHERE state = 'open'
      UNION ALL
      SELECT u.closes_at FROM round r JOIN round_unit u ON u.round_id = r.id WHERE r.state = 'open') t
WHERE t.closes_at > UTC_TIMESTAMP(3);

-- name: schema_current
-- 0 while a migration is being applied, or when one stopped in the middle.
SELECT IF(applied_at IS NULL, 0, version) FROM schema_migration ORDER BY version DESC LIMIT 1;
