-- Schema, table, column, number, labels or NULL, type: of a domain the one below it, which is what is sent.
SELECT json_build_array(nspname, relname, attname, attnum, (
    SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum
    WHERE enumtypid IN (atttypid, nullif(typelem, 0))
), CASE typtype
    WHEN 'd' THEN format_type(typbasetype, typtypmod)
    ELSE format_type(atttypid, atttypmod)
END)::text AS value
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_type ON pg_type.oid = atttypid
WHERE attnum > 0
  AND NOT attisdropped
  AND relkind IN ('r', 'p', 'v', 'm')
  AND nspname NOT IN ('pg_catalog', 'information_schema')
