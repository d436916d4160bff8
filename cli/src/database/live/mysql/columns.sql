-- Schema, table, column, character set or NULL, collation or NULL, what else its definition says.
SELECT CAST(JSON_ARRAY(
    '', table_name, column_name, character_set_name, collation_name, extra
) AS CHAR) AS value
FROM information_schema.columns
WHERE table_schema = DATABASE()
