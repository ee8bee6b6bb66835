-- Reference data, small tables read as a whole.

-- name: reference_scales
SELECT id, valid_from, COALESCE(valid_to, DATE '9999-12-31'), has_points, code, name_sv, name_en
FROM scale ORDER BY id;

-- name: reference_levels
SELECT id, scale_id, position, code, hotkey, points10, passes, name_sv, name_en
FROM scale_level ORDER BY scale_id, position;

-- name: reference_scale_rules
SELECT syllabus_id, COALESCE(unit_id, 0), year_from, year_to, valid_from, COALESCE(valid_to, DATE '9999-12-31'), scale_id, graded
FROM scale_rule ORDER BY id;

-- name: reference_eligibility_rules
-- The rules of one day, by slot.
SELECT id, slot, other_count, code, name_sv, name_en
FROM eligibility_rule
WHERE valid_from <= ? AND COALESCE(valid_to, DATE '9999-12-31') >= ?
ORDER BY slot;

-- name: reference_eligibility_requirements
SELECT rule_id, place, subject_id FROM eligibility_requirement ORDER BY rule_id, place, subject_id;

-- name: reference_subjects
SELECT id, code, family_id, is_sprakval, name_sv, name_en, position FROM subject ORDER BY position, code;

-- name: reference_year_scheme
SELECT first_year, last_year, merit_from
FROM year_group_scheme
WHERE valid_from <= ? AND COALESCE(valid_to, DATE '9999-12-31') >= ?
ORDER BY valid_from DESC LIMIT 1;

-- name: reference_revision
-- What reference_get is given: it changes with the revision of everything.
SELECT revision FROM revision WHERE unit_id = 0;
