-- Sequences, temporary tables and views of the server itself are of other types.
SELECT
    CAST(TABLE_NAME AS CHAR) AS name,
    TABLE_TYPE = 'VIEW' AS is_view
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE()
  AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
