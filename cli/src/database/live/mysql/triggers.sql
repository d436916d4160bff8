-- Schema, table, trigger, when it runs, what it does. After the row is written only SIGNAL refuses it.
SELECT CAST(JSON_ARRAY(
    '',
    event_object_table,
    CONCAT('trigger `', trigger_name, '` ', action_timing, ' ', event_manipulation),
    action_statement
) AS CHAR) AS value
FROM information_schema.triggers
WHERE event_object_schema = DATABASE()
  AND (action_timing = 'BEFORE' OR action_statement LIKE '%signal%')
ORDER BY trigger_name
