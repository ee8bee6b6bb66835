-- Published figures of the national agency. "published" is the school year of the file that a figure came from: what was
-- published later goes before, and what the agency says itself before what is made of its municipalities.

-- name: national_source_put
-- One row per layout and school year; a later reading of it brings title, file and notes up to date.
INSERT INTO national_source (layout, school_year, publisher, title, file, notes, read_at)
VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))
ON DUPLICATE KEY UPDATE
  read_at = IF(publisher = VALUES(publisher) AND title = VALUES(title) AND file = VALUES(file) AND notes = VALUES(notes), read_at, VALUES(read_at)),
  publisher = VALUES(publisher), title = VALUES(title), file = VALUES(file), notes = VALUES(notes);

-- name: national_source_find
SELECT id FROM national_source WHERE layout = ? AND school_year = ?;

-- name: national_source_list
SELECT id, layout, school_year, publisher, title, file, notes, read_at FROM national_source ORDER BY layout, school_year DESC;

-- name: national_definition_put
INSERT INTO national_definition (source_id, measure, heading, definition) VALUES (?, ?, ?, ?)
ON DUPLICATE KEY UPDATE heading = VALUES(heading), definition = VALUES(definition);

-- name: national_definition_find
SELECT heading, definition FROM national_definition WHERE source_id = ? AND measure = ?;

-- name: national_area_put
INSERT INTO national_area (level, code, name, county) VALUES (?, ?, ?, ?)
ON DUPLICATE KEY UPDATE name = VALUES(name), county = VALUES(county);

-- name: national_municipalities
SELECT code, name, county FROM national_area WHERE level = 'municipality' ORDER BY name;

-- name: national_area_find
SELECT code, name, county FROM national_area WHERE level = ? AND code = ?;

-- name: national_figure_put
INSERT INTO national_figure (level, code, provider, gender, measure, subject, school_year, value, mark, n, basis, areas, areas_all, published, source_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE
  value = IF(VALUES(published) >= published AND (VALUES(basis) = 'published' OR basis <> 'published'), VALUES(value), value),
  mark = IF(VALUES(published) >= published AND (VALUES(basis) = 'published' OR basis <> 'published'), VALUES(mark), mark),
  n = IF(VALUES(published) >= published AND (VALUES(basis) = 'published' OR basis <> 'published'), VALUES(n), n),
  areas = IF(VALUES(published) >= published AND (VALUES(basis) = 'published' OR basis <> 'published'), VALUES(areas), areas),
  areas_all = IF(VALUES(published) >= published AND (VALUES(basis) = 'published' OR basis <> 'published'), VALUES(areas_all), areas_all),
  source_id = IF(VALUES(published) >= published AND (VALUES(basis) = 'published' OR basis <> 'published'), VALUES(source_id), source_id),
  basis = IF(VALUES(published) >= published AND (VALUES(basis) = 'published' OR basis <> 'published'), VALUES(basis), basis),
  published = GREATEST(VALUES(published), published);

-- name: national_figure_count
SELECT COUNT(*) FROM national_figure;

-- name: national_figures_of_area
-- All of one area and provider: a few hundred rows by the key.
SELECT measure, subject, gender, school_year, value, mark, n, basis, areas, areas_all, source_id
FROM national_figure WHERE level = ? AND code = ? AND provider = ? AND gender = ?
ORDER BY measure, subject, school_year;

-- name: national_own_cells
-- Own shares per round in the year group that the agency's subject figures are about. Parameters: unit, year group, gender.
SELECT c.round_id, s.code, SUM(c.passed), SUM(c.assessed + c.not_assessable)
FROM round r
STRAIGHT_JOIN unit_closure t ON t.ancestor_id = ?
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = r.id AND c.unit_id = t.descendant_id AND c.basis = 0 AND c.year_group = ? AND c.gender = ?
STRAIGHT_JOIN subject s ON s.id = c.subject_id
WHERE r.state <> 'planned'
GROUP BY c.round_id, s.code
HAVING SUM(c.assessed + c.not_assessable) > 0;

-- name: national_own_measures
-- The same of eligibility and of all subjects. Parameters: unit, gender, two year groups.
SELECT m.round_id, m.year_group, SUM(m.complete), SUM(m.all_subjects), SUM(m.covered), SUM(m.eligible1), SUM(m.eligible2),
       SUM(m.eligible3), SUM(m.eligible4)
FROM round r
STRAIGHT_JOIN unit_closure t ON t.ancestor_id = ?
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = r.id AND m.unit_id = t.descendant_id AND m.basis = 0 AND m.gender = ?
  AND m.year_group IN (?, ?)
WHERE r.state <> 'planned'
GROUP BY m.round_id, m.year_group;
