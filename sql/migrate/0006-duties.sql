-- Duties by hand and delegated ones, and the capacity that a person acts in.
-- A capacity is a role at a unit; a mentor's class and a teacher's groups at one school are one capacity.

ALTER TABLE duty
  MODIFY role ENUM('teacher', 'mentor', 'special_educator', 'principal', 'preschool_head', 'area_manager',
                   'director', 'analyst', 'board', 'administrator', 'auditor', 'delegate') NOT NULL,
  MODIFY origin ENUM('import', 'manual', 'delegated') NOT NULL,
  ADD school_id INT UNSIGNED NULL COMMENT 'where the class or group is; NULL for a duty at a unit' AFTER group_id,
  ADD rights SET('correct', 'protect') NOT NULL DEFAULT ''
    COMMENT 'of a delegate, beside reading: correct after closing, mark protected identities',
  ADD granted_by INT UNSIGNED NULL COMMENT 'who delegated or gave it',
  ADD granted_at DATETIME(3) NULL,
  ADD note VARCHAR(200) NULL,
  ADD capacity VARCHAR(32)
    AS (CONCAT(IF(role = 'mentor', 'teacher', role), '-', COALESCE(unit_id, school_id, 0))) PERSISTENT,
  ADD CONSTRAINT duty_granted_by_fk FOREIGN KEY (granted_by) REFERENCES person (id),
  ADD CONSTRAINT duty_delegate CHECK (role <> 'delegate' OR (origin = 'delegated' AND unit_id IS NOT NULL
    AND ends_on IS NOT NULL AND granted_by IS NOT NULL));

UPDATE duty d
LEFT JOIN class c ON c.id = d.class_id
LEFT JOIN teaching_group g ON g.id = d.group_id
SET d.school_id = COALESCE(c.unit_id, g.unit_id);
