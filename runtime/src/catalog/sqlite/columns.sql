-- A default that is NULL is none.
-- table_xinfo, unlike table_info, lists generated columns: hidden is 2 (virtual) or 3 (stored).
SELECT
    relation.name AS relation,
    info.name AS name,
    info.type AS sql_type,
    info."notnull" AS not_null,
    info.dflt_value IS NOT NULL
        AND lower(trim(info.dflt_value, '() ')) <> 'null'
        AND lower(replace(info.dflt_value, ' ', '')) NOT LIKE 'cast(nullas%)' AS has_default,
    info.hidden IN (2, 3) AS is_generated,
    info.pk AS primary_key
FROM main.sqlite_schema AS relation
JOIN pragma_table_xinfo(relation.name, 'main') AS info
WHERE relation.type IN ('table', 'view')
  AND relation.name NOT LIKE 'sqlite\_%' ESCAPE '\'
  AND relation.sql NOT LIKE 'CREATE VIRTUAL TABLE %'
ORDER BY relation.name, info.cid
