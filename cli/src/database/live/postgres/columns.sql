-- Schema, table, column, number, labels or NULL, type: of a domain the one below it, which is what is sent.
-- Then the type of a result: its number, its modifier, both in words, its collation or NULL.
SELECT json_build_array(nspname, relname, attname, attnum, (
    SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum
    WHERE enumtypid IN (atttypid, nullif(typelem, 0))
), CASE typtype
    WHEN 'd' THEN format_type(typbasetype, typtypmod)
    ELSE format_type(atttypid, atttypmod)
END, atttypid::bigint, atttypmod, format_type(atttypid, atttypmod), collname)::text AS value
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_type ON pg_type.oid = atttypid
LEFT JOIN pg_collation ON pg_collation.oid = attcollation
WHERE attnum > 0
  AND NOT attisdropped
  AND relkind IN ('r', 'p', 'v', 'm')
  AND nspname NOT IN ('pg_catalog', 'information_schema')
