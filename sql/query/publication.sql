-- What is published, and what it is made of. Reading binds the audience: 1 the director, 2 the board, 3 everybody.

-- name: publication_list
-- Newest first. The board and everybody see that a publication was withdrawn or replaced, when and why.
SELECT p.id, p.audience, p.title, p.as_of, p.actor, p.replaces_id, p.state, p.ended_at, p.ended_actor, p.reason, p.cells,
       p.hidden, p.near_all, r.kind, r.term, r.week, p.round_id, q.id
FROM publication p
JOIN round r ON r.id = p.round_id
LEFT JOIN publication q ON q.replaces_id = p.id
WHERE p.audience = 'public' OR ? < 3
ORDER BY p.id DESC;

-- name: publication_read
-- One with its figures: of those that no longer stand only for the director.
SELECT p.id, p.audience, p.title, p.as_of, p.actor, p.replaces_id, p.state, p.ended_at, p.ended_actor, p.reason, p.cells,
       p.hidden, p.near_all, r.kind, r.term, r.week, p.round_id, q.id, p.body, p.content
FROM publication p
JOIN round r ON r.id = p.round_id
LEFT JOIN publication q ON q.replaces_id = p.id
WHERE p.id = ? AND (p.audience = 'public' OR ? < 3) AND (p.state = 'standing' OR ? = 1);

-- name: publication_alone
-- Working out what may be shown takes a worker some seconds: one at a time in this database. 1, or 0 when another one is at it.
SELECT GET_LOCK(CONCAT('malkoll-publication-', DATABASE()), 0);

-- name: publication_alone_end
SELECT RELEASE_LOCK(CONCAT('malkoll-publication-', DATABASE()));

-- name: publication_hold
-- Two that publish at the same time would not know of each other: one lock for all of it.
SELECT revision FROM revision WHERE unit_id = 0 FOR UPDATE;

-- name: publication_add
-- The name is that which pages show: of somebody whose identity is protected, the pseudonym or none.
INSERT INTO publication (round_id, audience, title, body, as_of, actor, replaces_id, cells, hidden, near_all, content)
VALUES (?, ?, ?, ?, ?, COALESCE((SELECT s.name FROM staff_name s WHERE s.id = ?), ?), ?, ?, ?, ?, ?);

-- name: publication_added
SELECT LAST_INSERT_ID();

-- name: publication_add_cell
-- state: 1 shown, 2 about a hundred, 3 only the number of pupils, 4 nothing (then pupils is 0): what is hidden has to stay so.
INSERT INTO publication_cell (publication_id, unit_id, year_group, gender, item, state, percent, pupils)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: publication_end
UPDATE publication SET state = ?, ended_at = UTC_TIMESTAMP(3), ended_actor = COALESCE((SELECT s.name FROM staff_name s WHERE s.id = ?), ?), reason = ? WHERE id = ? AND state = 'standing';

-- name: publication_known
-- What readers of everything published know, whether it still stands or not; school years are counted by their autumn.
SELECT c.publication_id, p.round_id, (r.term_order - 1) DIV 2, c.unit_id, c.year_group, c.gender, c.item, c.state, c.percent, c.pupils
FROM publication p
JOIN round r ON r.id = p.round_id
JOIN publication_cell c ON c.publication_id = p.id
ORDER BY c.publication_id, c.unit_id, c.year_group, c.gender, c.item;

-- name: publication_school_year
SELECT (term_order - 1) DIV 2 FROM round WHERE id = ?;

-- name: publication_units
-- The tree of the units that take part in a round, parents first.
SELECT u.id, COALESCE(u.parent_id, 0), u.kind, u.name
FROM unit u
WHERE EXISTS (SELECT 1 FROM unit_closure k JOIN unit_measure m ON m.unit_id = k.descendant_id AND m.round_id = ?
                AND m.basis = 0 AND m.year_group = 0 AND m.gender = 0 AND m.pupils > 0
              WHERE k.ancestor_id = u.id)
ORDER BY FIELD(u.kind, 'municipality', 'area', 'school', 'preschool'), u.name, u.id;

-- name: publication_cells
-- The schools' cells of one year group (0 all): who pass and who were to, by gender and subject.
SELECT c.unit_id, c.gender, c.subject_id, SUM(c.passed), SUM(c.assessed + c.not_assessable)
FROM unit_cell c
WHERE c.round_id = ? AND c.basis = 0 AND c.year_group = ?
GROUP BY c.unit_id, c.gender, c.subject_id;

-- name: publication_measures
SELECT m.unit_id, m.gender, m.pupils, m.complete, m.all_subjects, m.at_risk, m.covered, m.eligible1, m.eligible2,
       m.eligible3, m.eligible4, m.merit_n, m.merit16_sum, m.merit17_sum, m.subjects_sum
FROM unit_measure m
WHERE m.round_id = ? AND m.basis = 0 AND m.year_group = ?;

-- name: publication_choices
-- Closed rounds with the year groups that have figures, newest first.
SELECT DISTINCT r.id, r.kind, r.term, r.week, m.year_group
FROM round r
JOIN unit_measure m ON m.round_id = r.id AND m.basis = 0 AND m.gender = 0 AND m.pupils > 0 AND m.year_group > 0
WHERE r.state = 'closed'
ORDER BY r.term_order DESC, r.kind DESC, r.week DESC, r.id DESC, m.year_group;
