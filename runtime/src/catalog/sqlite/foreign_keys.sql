-- One row for each column. The last one declared has id 0. "to" is NULL where the referenced
-- columns are left out: then they are the primary key.
SELECT
    relation.name AS relation,
    list.id AS id,
    list."from" AS column_name,
    list."table" AS ref_table,
    list."to" AS ref_column,
    list.on_delete AS on_delete,
    list.on_update AS on_update
FROM main.sqlite_schema AS relation
JOIN pragma_foreign_key_list(relation.name, 'main') AS list
WHERE relation.type = 'table'
  AND relation.sql NOT LIKE 'CREATE VIRTUAL TABLE %'
ORDER BY relation.name, list.id, list.seq
