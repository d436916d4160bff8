-- Schema, table, trigger, statement. A trigger has the name of its table as it was written for the trigger.
SELECT json_array('main', relation.name, made.name, made.sql) AS value
FROM sqlite_schema AS made
JOIN sqlite_schema AS relation
    ON relation.type IN ('table', 'view') AND relation.name = made.tbl_name COLLATE NOCASE
WHERE made.type = 'trigger'
ORDER BY made.name
