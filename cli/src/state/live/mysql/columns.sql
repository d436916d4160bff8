-- Table, column, character set or NULL, collation or NULL, whether an UPDATE renews it.
SELECT CAST(JSON_ARRAY(
    '', table_name, column_name, character_set_name, collation_name, extra LIKE '%on update%'
) AS CHAR) AS value
FROM information_schema.columns
WHERE table_schema = DATABASE()
