-- WITHOUT OVERLAPS (PostgreSQL 18) sets indisunique beside indisexclusion, but such an index is
-- no conflict target: to Camshaft it is an exclusion.
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
    pg_catalog.pg_get_indexdef(index.indexrelid) AS definition
FROM scope
JOIN pg_catalog.pg_index AS index ON index.indrelid = scope.oid
JOIN pg_catalog.pg_class AS class ON class.oid = index.indexrelid
JOIN pg_catalog.pg_am AS method ON method.oid = class.relam
LEFT JOIN pg_catalog.pg_constraint AS con
    ON con.conindid = index.indexrelid AND con.contype IN ('p', 'u', 'x')
ORDER BY scope.oid
