-- A partition inherits from its parent too, and has the parent's indexes. The server looks for rules of
-- UPDATE whether they are enabled or not.
SELECT
    scope.oid::bigint AS relation,
    scope.nspname::text AS schema,
    scope.relname::text AS name,
    scope.relkind::text AS kind,
    scope.relkind <> 'p' AND EXISTS (
        SELECT FROM pg_catalog.pg_inherits WHERE inhparent = scope.oid
    ) AS is_inherited,
    scope.relkind IN ('r', 'p', 'f') AND EXISTS (
        SELECT FROM pg_catalog.pg_rewrite
        WHERE ev_class = scope.oid
          AND (ev_type = '2' OR (ev_type = '3' AND ev_enabled IN ('O', 'A')))
    ) AS has_rules
FROM scope
