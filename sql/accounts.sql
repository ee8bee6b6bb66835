-- What each account of the database may do, table by table. `malkollctl accounts` prints this file with the names of
-- the configuration in place of @...@; a DBA gives it to the server, again after each `malkollctl migrate`:
--
--     malkollctl accounts | mariadb
--
-- Whatever the accounts were granted before is revoked first; between that and the grants workers answer 503. Restart
-- them if one of the accounts had rights on the whole database: a connection keeps such rights until it ends.
--
-- The migrator's account, which owns the schema, is not here: it has ALL PRIVILEGES on the database.
--
-- Each table has its line under the worker, but access_log_pupil, of which workers do not know.

-- The workers: rows, never definitions. Of the access log they can only add lines, and neither choose a line's time
-- nor read one; they do not know of its seals.
REVOKE ALL PRIVILEGES, GRANT OPTION FROM @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.assessment TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.class TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.class_cell TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.class_measure TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.class_member TO @worker@;
GRANT SELECT, INSERT, DELETE ON @database@.dip TO @worker@;
GRANT SELECT, INSERT, DELETE ON @database@.dip_list TO @worker@;
GRANT SELECT, INSERT, UPDATE ON @database@.duty TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.eligibility_requirement TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.eligibility_rule TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.enrolment TO @worker@;
GRANT SELECT, UPDATE ON @database@.follow_lock TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.group_member TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.group_progress TO @worker@;
GRANT SELECT, INSERT, DELETE ON @database@.hit_cell TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.import_run TO @worker@;
GRANT SELECT, INSERT, UPDATE ON @database@.legal_hold TO @worker@;
GRANT SELECT ON @database@.national_area TO @worker@;
GRANT SELECT ON @database@.national_definition TO @worker@;
GRANT SELECT ON @database@.national_figure TO @worker@;
GRANT SELECT ON @database@.national_source TO @worker@;
GRANT SELECT, INSERT, DELETE ON @database@.pair_cell TO @worker@;
GRANT SELECT, INSERT, DELETE ON @database@.pair_mean TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.person TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.protected_mark TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.protected_reader TO @worker@;
GRANT SELECT ON @database@.protected_decider TO @worker@;
GRANT SELECT, INSERT, UPDATE (state, ended_at, ended_actor, reason) ON @database@.publication TO @worker@;
GRANT SELECT, INSERT ON @database@.publication_cell TO @worker@;
GRANT SELECT ON @database@.pupil_name TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.pupil_summary TO @worker@;
GRANT SELECT ON @database@.purge_item TO @worker@;
GRANT SELECT ON @database@.purge_run TO @worker@;
GRANT SELECT, UPDATE ON @database@.retention_rule TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.revision TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.round TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.round_event TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.round_unit TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.scale TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.scale_level TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.scale_rule TO @worker@;
GRANT SELECT ON @database@.schema_migration TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.setting TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.snapshot_pupil TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.snapshot_scale TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.snapshot_subject TO @worker@;
GRANT SELECT ON @database@.staff_name TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.subject TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.syllabus TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.target TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.teaching_group TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.unit TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.unit_cell TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.unit_closure TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.unit_measure TO @worker@;
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.year_group_scheme TO @worker@;
GRANT INSERT (kind, actor, person_id, duty, address, request_id, route, status, pupil_id, unit_id, class_id, group_id,
              round_id, subject_id, old_value, new_value, detail, changes) ON @database@.access_log TO @worker@;
GRANT SELECT (sealed_at) ON @database@.access_seal TO @worker@;

-- The auditor's route: reads the log, and what gives its numbers names and shows who had to do with whom.
REVOKE ALL PRIVILEGES, GRANT OPTION FROM @auditor@;
GRANT SELECT ON @database@.access_log TO @auditor@;
GRANT SELECT ON @database@.access_log_pupil TO @auditor@;
GRANT SELECT ON @database@.access_seal TO @auditor@;
GRANT SELECT ON @database@.class TO @auditor@;
GRANT SELECT ON @database@.class_member TO @auditor@;
GRANT SELECT ON @database@.duty TO @auditor@;
GRANT SELECT ON @database@.group_member TO @auditor@;
GRANT SELECT ON @database@.person TO @auditor@;
GRANT SELECT ON @database@.round TO @auditor@;
GRANT SELECT ON @database@.setting TO @auditor@;
GRANT SELECT ON @database@.snapshot_pupil TO @auditor@;
GRANT SELECT ON @database@.snapshot_subject TO @auditor@;
GRANT SELECT ON @database@.subject TO @auditor@;
GRANT SELECT ON @database@.teaching_group TO @auditor@;
GRANT SELECT ON @database@.unit TO @auditor@;
GRANT SELECT ON @database@.unit_closure TO @auditor@;

-- The sealing job: reads lines, adds seals and by which pupils lines are found, changes nothing that is there.
REVOKE ALL PRIVILEGES, GRANT OPTION FROM @sealer@;
GRANT SELECT ON @database@.access_log TO @sealer@;
GRANT SELECT, INSERT ON @database@.access_log_pupil TO @sealer@;
GRANT SELECT, INSERT ON @database@.access_seal TO @sealer@;
