-- Put before each of the other queries: the relations whose facts are read.
-- Columns and catalogs newer than PostgreSQL 10 are read through to_jsonb, which answers NULL where
-- the server does not have them yet.
WITH scope AS (
    SELECT class.oid, namespace.nspname, class.relname, class.relkind
    FROM pg_catalog.pg_class AS class
    JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
    WHERE class.relkind IN ('r', 'p', 'f', 'v', 'm')
      AND NOT class.relispartition
      AND namespace.nspname <> 'information_schema'
      AND namespace.nspname !~ '^pg_'
)
