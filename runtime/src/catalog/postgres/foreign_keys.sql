-- A foreign key to a partitioned table has one more row for each partition, with a conparentid.
SELECT
    scope.oid::bigint AS relation,
    con.conname::text AS name,
    ARRAY(
        SELECT attribute.attname::text
        FROM unnest(con.conkey) WITH ORDINALITY AS key (attnum, position)
        JOIN pg_catalog.pg_attribute AS attribute
            ON attribute.attrelid = con.conrelid AND attribute.attnum = key.attnum
        ORDER BY key.position
    ) AS columns,
    namespace.nspname::text AS ref_schema,
    class.relname::text AS ref_table,
    ARRAY(
        SELECT attribute.attname::text
        FROM unnest(con.confkey) WITH ORDINALITY AS key (attnum, position)
        JOIN pg_catalog.pg_attribute AS attribute
            ON attribute.attrelid = con.confrelid AND attribute.attnum = key.attnum
        ORDER BY key.position
    ) AS ref_columns,
    con.confdeltype::text AS on_delete,
    con.confupdtype::text AS on_update,
    con.condeferrable AS is_deferrable,
    con.condeferred AS is_deferred,
    con.convalidated AS is_validated
FROM scope
JOIN pg_catalog.pg_constraint AS con ON con.conrelid = scope.oid AND con.contype = 'f'
JOIN pg_catalog.pg_class AS class ON class.oid = con.confrelid
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE coalesce(pg_catalog.to_jsonb(con) ->> 'conparentid', '0') = '0'
ORDER BY scope.oid
