SELECT
    scope.oid::bigint AS relation,
    scope.nspname::text AS schema,
    scope.relname::text AS name,
    scope.relkind::text AS kind
FROM scope
