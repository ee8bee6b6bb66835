-- Settings of the instance that differ from their defaults, and facts about the instance.

-- name: setting_list
SELECT name, value, actor, changed_at FROM setting ORDER BY name;

-- name: setting_find
SELECT value FROM setting WHERE name = ?;

-- name: setting_put
INSERT INTO setting (name, value, person_id, actor, changed_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))
ON DUPLICATE KEY UPDATE value = VALUES(value), person_id = VALUES(person_id), actor = VALUES(actor), changed_at = VALUES(changed_at);

-- name: instance_facts
-- The server, the clock, the size, the schema, rounds whose time has come though nothing opened or closed them, and what
-- was read in last; when the access log was sealed last.
SELECT VERSION(), @@hostname, UTC_TIMESTAMP(3),
       (SELECT CAST(COALESCE(SUM(t.data_length + t.index_length), 0) / 1048576 AS UNSIGNED) FROM information_schema.tables t
        WHERE t.table_schema = DATABASE()),
       (SELECT MAX(m.version) FROM schema_migration m WHERE m.applied_at IS NOT NULL),
       (SELECT COUNT(*) FROM round r WHERE r.state = 'open'),
       (SELECT COUNT(*) FROM round r WHERE (r.state = 'planned' AND r.opens_at < UTC_TIMESTAMP(3) - INTERVAL 1 HOUR AND r.closes_at > UTC_TIMESTAMP(3))
          OR (r.state = 'open' AND r.closes_at < UTC_TIMESTAMP(3) - INTERVAL 1 HOUR AND NOT EXISTS (
            SELECT 1 FROM round_unit u WHERE u.round_id = r.id AND u.closes_at > UTC_TIMESTAMP(3) - INTERVAL 1 HOUR))),
       (SELECT MAX(i.finished_at) FROM import_run i WHERE i.source = 'oneroster' AND i.outcome = 'applied'),
       (SELECT COUNT(*) FROM import_run i WHERE i.outcome = 'refused' AND i.started_at > UTC_TIMESTAMP(3) - INTERVAL 7 DAY),
       (SELECT MAX(s.sealed_at) FROM access_seal s);
