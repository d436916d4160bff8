-- index_xinfo also lists the columns that SQLite itself appends, with key = 0. An expression has
-- no name.
SELECT
    made.name AS "index",
    info.name AS column_name,
    info.coll AS collation,
    info.desc AS is_descending
FROM main.sqlite_schema AS made
JOIN pragma_index_xinfo(made.name, 'main') AS info
WHERE made.type = 'index'
  AND info.key = 1
ORDER BY made.name, info.seqno
