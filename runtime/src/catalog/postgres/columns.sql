-- A domain brings its own NOT NULL and DEFAULT, which pg_attribute does not repeat. A default that is
-- NULL is none: the server stores it where it has to be cast, as for varchar(10).
-- Names of types do not depend on the search_path, but for those of the schema public.
SELECT
    scope.oid::bigint AS relation,
    attribute.attname::text AS name,
    CASE
        WHEN namespace.nspname IN ('pg_catalog', 'public')
            THEN pg_catalog.format_type(attribute.atttypid, NULL)
        ELSE pg_catalog.concat(
            pg_catalog.quote_ident(namespace.nspname), '.', pg_catalog.quote_ident(named.typname),
            CASE WHEN named.oid <> type.oid THEN '[]' END
        )
    END AS sql_type,
    attribute.attnotnull OR (type.typtype = 'd' AND type.typnotnull) AS not_null,
    coalesce(
        CASE
            WHEN attribute.atthasdef
                THEN pg_catalog.pg_get_expr(def.adbin, def.adrelid)
            WHEN type.typtype = 'd' THEN type.typdefault
        END !~ '^[(]*NULL[)]*(::([a-z0-9_ .]|"[^"]*")+([(][0-9,]+[)])?([[][]])*[)]*)*$',
        false
    ) AS has_default,
    attribute.attidentity::text AS identity,
    coalesce(pg_catalog.to_jsonb(attribute) ->> 'attgenerated', '') AS generated,
    coll.collname::text AS collation
FROM scope
JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = scope.oid
JOIN pg_catalog.pg_type AS type ON type.oid = attribute.atttypid
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = type.typnamespace
JOIN pg_catalog.pg_type AS named
    ON named.oid = CASE WHEN type.typcategory = 'A' AND type.typelem <> 0 THEN type.typelem ELSE type.oid END
LEFT JOIN pg_catalog.pg_attrdef AS def
    ON def.adrelid = attribute.attrelid AND def.adnum = attribute.attnum
LEFT JOIN pg_catalog.pg_collation AS coll
    ON coll.oid = attribute.attcollation AND coll.collname <> 'default'
WHERE attribute.attnum > 0
  AND NOT attribute.attisdropped
ORDER BY scope.oid, attribute.attnum
