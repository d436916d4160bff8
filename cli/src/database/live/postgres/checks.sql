-- Schema, table, constraint: those of the table, and those of the domains of its columns.
SELECT json_build_array(nspname, relname, definition)::text AS value
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN (
    SELECT conrelid, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE contype = 'c' AND conrelid <> 0
    UNION ALL
    SELECT attrelid, conname, pg_get_constraintdef(pg_constraint.oid)
        || ' of the domain `' || format_type(contypid, NULL) || '`'
    FROM pg_constraint
    JOIN pg_attribute ON atttypid = contypid AND NOT attisdropped
    WHERE contype = 'c'
) AS checks (relation, name, definition) ON relation = pg_class.oid
WHERE relkind IN ('r', 'p')
ORDER BY name
