-- The overview's figures counted from one row per pupil and subject, as systems do that keep no counts. Eligibility and
-- merit values are left out: they would cost more still.

-- name: raw_cells
SELECT s.unit_id, u.family_id,
       COALESCE(SUM(t.left_on IS NULL AND l.passes), 0),
       COALESCE(SUM(t.left_on IS NULL AND a.state = 'level'), 0),
       COALESCE(SUM(t.left_on IS NULL AND a.state = 'not_assessable'), 0),
       SUM(t.left_on IS NULL AND COALESCE(a.state, 'missing') = 'missing'),
       SUM(t.left_on IS NOT NULL)
FROM unit_closure k
JOIN snapshot_pupil s ON s.round_id = ? AND s.unit_id = k.descendant_id
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
JOIN subject u ON u.id = t.subject_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
WHERE k.ancestor_id = ?
GROUP BY s.unit_id, u.family_id;

-- name: raw_measures
-- Pupils with anything expected, complete, passing all, at risk.
SELECT p.unit_id, SUM(p.expected > 0), SUM(p.expected > 0 AND p.missing = 0),
       SUM(p.expected > 0 AND p.missing = 0 AND p.passed = p.expected), SUM(p.reported > p.passed)
FROM (SELECT s.unit_id, s.pupil_id, SUM(t.left_on IS NULL) AS expected,
             SUM(t.left_on IS NULL AND COALESCE(a.state, 'missing') = 'missing') AS missing,
             SUM(t.left_on IS NULL AND COALESCE(a.state, 'missing') <> 'missing') AS reported,
             COALESCE(SUM(t.left_on IS NULL AND l.passes), 0) AS passed
      FROM unit_closure k
      JOIN snapshot_pupil s ON s.round_id = ? AND s.unit_id = k.descendant_id
      JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
      LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
      LEFT JOIN scale_level l ON l.id = a.level_id
      WHERE k.ancestor_id = ?
      GROUP BY s.pupil_id) p
GROUP BY p.unit_id;
