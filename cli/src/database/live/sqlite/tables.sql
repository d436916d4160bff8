SELECT json_array('main', name, sql) AS value
FROM sqlite_schema
WHERE type = 'table' AND sql IS NOT NULL
