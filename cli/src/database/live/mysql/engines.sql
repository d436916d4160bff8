-- Schema, table, engine, YES where it can roll back.
SELECT CAST(JSON_ARRAY('', t.table_name, t.engine, e.transactions) AS CHAR) AS value
FROM information_schema.tables AS t
JOIN information_schema.engines AS e ON e.engine = t.engine
WHERE t.table_schema = DATABASE()
