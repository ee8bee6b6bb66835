-- Protected identity, SS 12000 Person.securityMarking: 0 none, 1 Sekretessmarkering, 2 Skyddad folkbokföring. The roster's
-- mark and one set by hand are kept apart, so that an import never takes away the latter; the stronger one holds.

ALTER TABLE person
  ADD protected_roster TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'as the roster says',
  ADD protected_hand TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'set by a named duty, or by malkollctl',
  ADD pseudonym VARCHAR(100) NULL COMMENT 'shown instead of the name while protected';

UPDATE person SET protected_hand = 1 WHERE protected <> 0;

ALTER TABLE person
  DROP COLUMN protected,
  ADD protected TINYINT UNSIGNED AS (GREATEST(protected_roster, protected_hand)) PERSISTENT COMMENT 'what holds',
  ADD KEY person_protected (protected);

-- What was last said of a mark by hand.
CREATE TABLE protected_mark (
  person_id INT UNSIGNED NOT NULL PRIMARY KEY,
  reason VARCHAR(500) NOT NULL,
  set_by INT UNSIGNED NULL COMMENT 'NULL: malkollctl',
  set_at DATETIME(3) NOT NULL,
  CONSTRAINT protected_mark_person_fk FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT protected_mark_by_fk FOREIGN KEY (set_by) REFERENCES person (id) ON DELETE SET NULL
);

-- Who sees a protected pupil beside those who decide, while an ordinary duty reaches the pupil. Being named lifts the
-- hiding and gives nothing else. Both days inclusive.
CREATE TABLE protected_reader (
  pupil_id INT UNSIGNED NOT NULL,
  person_id INT UNSIGNED NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  granted_by INT UNSIGNED NULL COMMENT 'NULL: malkollctl',
  granted_at DATETIME(3) NOT NULL,
  PRIMARY KEY (pupil_id, person_id),
  KEY protected_reader_person (person_id),
  CONSTRAINT protected_reader_pupil_fk FOREIGN KEY (pupil_id) REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT protected_reader_person_fk FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT protected_reader_by_fk FOREIGN KEY (granted_by) REFERENCES person (id) ON DELETE SET NULL
);

-- Who decides over a pupil: the head of a school that the pupil goes to, or who was given the right in the head's place. A
-- pupil who goes to no school is nobody's to decide over, and so stays hidden.
CREATE SQL SECURITY INVOKER VIEW protected_decider AS
SELECT e.person_id AS pupil_id, d.person_id, d.capacity,
       GREATEST(d.starts_on, e.starts_on) AS starts_on,
       LEAST(COALESCE(d.ends_on, DATE '9999-12-31'), COALESCE(e.ends_on, DATE '9999-12-31')) AS ends_on
FROM enrolment e
JOIN unit_closure k ON k.descendant_id = e.unit_id
JOIN duty d ON d.unit_id = k.ancestor_id
  AND (d.role IN ('principal', 'preschool_head') OR (d.role = 'delegate' AND FIND_IN_SET('protect', d.rights) > 0));

-- Names as lists show them, with what to sort by: a pseudonym must not stand where the name would.
CREATE SQL SECURITY INVOKER VIEW pupil_name AS
SELECT id, protected, protected > 0 AND pseudonym IS NOT NULL AS masked,
       IF(protected > 0 AND pseudonym IS NOT NULL, pseudonym, CONCAT(family_name, ', ', given_name)) AS name,
       IF(protected > 0 AND pseudonym IS NOT NULL, pseudonym, family_name) AS sort1,
       IF(protected > 0 AND pseudonym IS NOT NULL, '', given_name) AS sort2
FROM person;

-- A protected member of staff has no name but a pseudonym; '*' stands for one without, and pages say it in words. A login
-- name mostly has the name in it.
CREATE SQL SECURITY INVOKER VIEW staff_name AS
SELECT id, IF(protected > 0, COALESCE(pseudonym, '*'), CONCAT(given_name, ' ', family_name)) AS name,
       IF(protected > 0, COALESCE(pseudonym, '*'), CONCAT(family_name, ', ', given_name)) AS list_name,
       IF(protected > 0, COALESCE(pseudonym, '*'), family_name) AS sort1,
       IF(protected > 0, '*', eppn) AS login
FROM person;
