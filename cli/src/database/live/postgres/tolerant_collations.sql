-- Collations that find different texts equal, from PostgreSQL 12 on. The server brings none, and the
-- numbers of what it brings end there.
SELECT collname::text AS value
FROM pg_collation
WHERE oid >= 16384
  AND to_jsonb(pg_collation) ->> 'collisdeterministic' = 'false'
