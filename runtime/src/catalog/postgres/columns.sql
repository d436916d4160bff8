-- A domain brings its own NOT NULL and DEFAULT, which pg_attribute does not repeat.
SELECT
    scope.oid::bigint AS relation,
    attribute.attname::text AS name,
    pg_catalog.format_type(attribute.atttypid, NULL) AS sql_type,
    attribute.attnotnull OR (type.typtype = 'd' AND type.typnotnull) AS not_null,
    attribute.atthasdef OR (type.typtype = 'd' AND type.typdefault IS NOT NULL) AS has_default,
    attribute.attidentity::text AS identity,
    coalesce(pg_catalog.to_jsonb(attribute) ->> 'attgenerated', '') AS generated,
    coll.collname::text AS collation
FROM scope
JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = scope.oid
JOIN pg_catalog.pg_type AS type ON type.oid = attribute.atttypid
LEFT JOIN pg_catalog.pg_collation AS coll
    ON coll.oid = attribute.attcollation AND coll.collname <> 'default'
WHERE attribute.attnum > 0
  AND NOT attribute.attisdropped
ORDER BY scope.oid, attribute.attnum
