-- WITHOUT OVERLAPS (PostgreSQL 18) sets indisunique beside indisexclusion, but such an index is
-- no conflict target: to Camshaft it is an exclusion.
-- The version of the database's collation is known since PostgreSQL 15. Its function is called in a
-- text, as older servers would refuse the whole query.
SELECT
    scope.oid::bigint AS relation,
    index.indexrelid::bigint AS index,
    class.relname::text AS name,
    method.amname::text AS method,
    index.indisunique AND NOT index.indisexclusion AS is_unique,
    index.indisprimary AS is_primary,
    index.indisexclusion AS is_exclusion,
    index.indisvalid AS is_valid,
    index.indisready AS is_ready,
    coalesce((pg_catalog.to_jsonb(index) ->> 'indnullsnotdistinct')::boolean, false)
        AS nulls_not_distinct,
    con.conname::text AS constraint_name,
    coalesce(con.condeferrable, false) AS is_deferrable,
    coalesce(con.condeferred, false) AS is_deferred,
    pg_catalog.pg_get_expr(index.indpred, index.indrelid) AS predicate,
    pg_catalog.pg_get_indexdef(index.indexrelid) AS definition,
    stale.name AS collation,
    stale.recorded AS recorded_version,
    stale.actual AS actual_version,
    CASE
        WHEN stale.name IS NOT NULL
            THEN pg_catalog.concat('ALTER COLLATION ', stale.name, ' REFRESH VERSION')
        WHEN stale.actual IS NOT NULL
            THEN pg_catalog.concat(
                'ALTER DATABASE ', pg_catalog.quote_ident(pg_catalog.current_database()),
                ' REFRESH COLLATION VERSION'
            )
    END AS refresh,
    hidden.nspname::text AS hidden_operators
FROM scope
JOIN pg_catalog.pg_index AS index ON index.indrelid = scope.oid
JOIN pg_catalog.pg_class AS class ON class.oid = index.indexrelid
JOIN pg_catalog.pg_am AS method ON method.oid = class.relam
LEFT JOIN pg_catalog.pg_constraint AS con
    ON con.conindid = index.indexrelid AND con.contype IN ('p', 'u', 'x')
LEFT JOIN LATERAL (
    SELECT version.name, version.recorded, version.actual
    FROM unnest(index.indcollation::oid[]) AS key (collated)
    JOIN pg_catalog.pg_collation AS coll ON coll.oid = key.collated
    JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = coll.collnamespace
    CROSS JOIN LATERAL (
        SELECT
            NULL AS name,
            (
                SELECT pg_catalog.to_jsonb(base) ->> 'datcollversion'
                FROM pg_catalog.pg_database AS base
                WHERE base.datname = pg_catalog.current_database()
            ) AS recorded,
            (
                SELECT CASE
                    WHEN pg_catalog.current_setting('server_version_num')::integer >= 150000
                        THEN substring(
                            pg_catalog.query_to_xml(
                                'SELECT pg_catalog.pg_database_collation_actual_version(oid) AS v '
                                'FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()',
                                false, true, ''
                            )::text
                            FROM '<v>(.*)</v>'
                        )
                END
            ) AS actual
        WHERE coll.collprovider = 'd'
        UNION ALL
        SELECT
            pg_catalog.concat(
                pg_catalog.quote_ident(namespace.nspname), '.', pg_catalog.quote_ident(coll.collname)
            ),
            coll.collversion,
            CASE
                WHEN coll.collversion IS NOT NULL
                    THEN pg_catalog.pg_collation_actual_version(coll.oid)
            END
        WHERE coll.collprovider <> 'd'
    ) AS version
    WHERE version.recorded <> version.actual
    LIMIT 1
) AS stale ON index.indisunique
LEFT JOIN LATERAL (
    SELECT namespace.nspname
    FROM unnest(index.indclass::oid[]) AS key (class)
    JOIN pg_catalog.pg_opclass AS opclass ON opclass.oid = key.class
    JOIN pg_catalog.pg_amop AS amop
        ON amop.amopfamily = opclass.opcfamily
        AND amop.amoplefttype = opclass.opcintype
        AND amop.amoprighttype = opclass.opcintype
        AND amop.amopstrategy = 3
        AND amop.amoppurpose = 's'
    JOIN pg_catalog.pg_operator AS operator ON operator.oid = amop.amopopr
    JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = operator.oprnamespace
    WHERE method.amname = 'btree'
      AND NOT pg_catalog.pg_operator_is_visible(operator.oid)
    LIMIT 1
) AS hidden ON index.indisunique
ORDER BY scope.oid
