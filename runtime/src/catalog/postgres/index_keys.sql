-- indkey lists the keys, then the INCLUDE columns; indclass, indcollation and indoption only the
-- keys. Bit 1 of indoption is DESC, bit 2 NULLS FIRST.
SELECT
    index.indexrelid::bigint AS index,
    key.position > coalesce(
        (pg_catalog.to_jsonb(index) ->> 'indnkeyatts')::integer, index.indnatts
    ) AS is_included,
    attribute.attname::text AS column_name,
    CASE WHEN key.attnum = 0
        THEN pg_catalog.pg_get_indexdef(index.indexrelid, key.position::integer, true)
    END AS expression,
    coll.collname::text AS collation,
    class.opcname::text AS operator_class,
    coalesce(index.indoption[key.position - 1] & 1, 0) <> 0 AS is_descending,
    coalesce(index.indoption[key.position - 1] & 2, 0) <> 0 AS nulls_first
FROM scope
JOIN pg_catalog.pg_index AS index ON index.indrelid = scope.oid
CROSS JOIN LATERAL unnest(index.indkey::smallint[]) WITH ORDINALITY AS key (attnum, position)
LEFT JOIN pg_catalog.pg_attribute AS attribute
    ON attribute.attrelid = index.indrelid AND attribute.attnum = key.attnum
LEFT JOIN pg_catalog.pg_collation AS coll
    ON coll.oid = index.indcollation[key.position - 1] AND coll.collname <> 'default'
LEFT JOIN pg_catalog.pg_opclass AS class ON class.oid = index.indclass[key.position - 1]
ORDER BY index.indexrelid, key.position
