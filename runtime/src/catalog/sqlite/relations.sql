-- The stored text of a virtual table always begins like this; its module may not be loaded here.
SELECT
    relation.name AS relation,
    relation.type = 'view' AS is_view,
    relation.sql AS definition
FROM main.sqlite_schema AS relation
WHERE relation.type IN ('table', 'view')
  AND relation.name NOT LIKE 'sqlite\_%' ESCAPE '\'
  AND relation.sql NOT LIKE 'CREATE VIRTUAL TABLE %'
