-- index_xinfo also lists the columns that SQLite itself appends, with key = 0. An expression has
-- no name. The primary key of a WITHOUT ROWID table is in index_list only, not in sqlite_schema.
SELECT
    list.name AS "index",
    info.name AS column_name,
    info.coll AS collation,
    info.desc AS is_descending
FROM main.sqlite_schema AS relation
JOIN pragma_index_list(relation.name, 'main') AS list
JOIN pragma_index_xinfo(list.name, 'main') AS info
WHERE relation.type = 'table'
  AND relation.sql NOT LIKE 'CREATE VIRTUAL TABLE %'
  AND info.key = 1
ORDER BY list.name, info.seqno
