-- The index of a constraint has no text of its own. origin: c = CREATE INDEX, u = UNIQUE,
-- pk = PRIMARY KEY.
SELECT
    relation.name AS relation,
    list.name AS name,
    list."unique" AS is_unique,
    list.origin AS origin,
    made.sql AS definition
FROM main.sqlite_schema AS relation
JOIN pragma_index_list(relation.name, 'main') AS list
LEFT JOIN main.sqlite_schema AS made ON made.type = 'index' AND made.name = list.name
WHERE relation.type = 'table'
  AND relation.sql NOT LIKE 'CREATE VIRTUAL TABLE %'
ORDER BY relation.name
