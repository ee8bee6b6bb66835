// Who asks, and about what: found in the municipality that was imported.

const DUTY = 'd.ends_on IS NULL';

/** The rounds of forecasts, the open one and the two beside it, by what the overview shows. */
export function rounds(stack, town) {
  const rows = stack.sql(town.name, "SELECT id, state, term, week FROM round WHERE kind = 'forecast' ORDER BY term_order DESC, week DESC");
  return rows.map(([id, state, term, week]) => ({ id, state, term, week }));
}

function unitDuties(stack, town, role, limit) {
  return stack.sql(town.name, `SELECT p.eppn, d.unit_id, p.id FROM duty d JOIN person p ON p.id = d.person_id
    WHERE d.role = '${role}' AND ${DUTY} ORDER BY d.id LIMIT ${limit}`).map(([user, unit, id]) => ({ user, unit, id }));
}

export const director = (stack, town) => unitDuties(stack, town, 'director', 1)[0];

/** Teaching groups of exactly n pupils, all of one class, on the scale A–F: [{group, user, unit, subject}]. */
export function groupsOf(stack, town, round, n, limit) {
  return stack.sql(town.name, `SELECT t.group_id, MIN(p.eppn), MIN(s.unit_id), MIN(t.subject_id), MIN(p.id)
    FROM snapshot_subject t
    JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
    JOIN scale c ON c.id = t.scale_id AND c.code = 'A-F'
    JOIN (SELECT group_id, MIN(person_id) AS person_id FROM duty d WHERE role = 'teacher' AND ${DUTY} GROUP BY group_id) d ON d.group_id = t.group_id
    JOIN person p ON p.id = d.person_id
    WHERE t.round_id = ${round} GROUP BY t.group_id
    HAVING COUNT(*) = ${n} AND SUM(t.left_on IS NOT NULL OR s.left_on IS NOT NULL) = 0 AND COUNT(DISTINCT s.class_id) = 1
    ORDER BY t.group_id LIMIT ${limit}`).map(([group, user, unit, subject, person]) => ({ group, user, unit, subject, person }));
}

// No class of the municipality has 30 pupils: two of the same subject and school join one of 28.
export function growGroup(stack, town, round, group, by) {
  stack.sql(town.name, `UPDATE snapshot_subject x
    JOIN (SELECT y.pupil_id FROM snapshot_subject y JOIN snapshot_pupil s ON s.round_id = y.round_id AND s.pupil_id = y.pupil_id
          WHERE y.round_id = ${round} AND y.subject_id = ${group.subject} AND s.unit_id = ${group.unit} AND y.group_id <> ${group.group}
            AND y.left_on IS NULL AND y.scale_id = (SELECT id FROM scale WHERE code = 'A-F') LIMIT ${by}) z ON z.pupil_id = x.pupil_id
    SET x.group_id = ${group.group} WHERE x.round_id = ${round} AND x.subject_id = ${group.subject}`);
}

/** For the mixture of requests. */
export function cast(stack, town, round) {
  const principals = unitDuties(stack, town, 'principal', 4).map((p) => {
    const [[cls, pupil]] = stack.sql(town.name, `SELECT class_id, MIN(pupil_id) FROM snapshot_pupil
      WHERE round_id = ${round} AND unit_id = ${p.unit} AND class_id <> 0 AND left_on IS NULL GROUP BY class_id LIMIT 1`);
    return { ...p, class: cls, pupil };
  });
  return { director: director(stack, town), manager: unitDuties(stack, town, 'area_manager', 1)[0], principals, groups: groupsOf(stack, town, round, 25, 6) };
}
