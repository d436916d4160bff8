-- One row for each column. A table of the connected database has an empty ref_schema; MariaDB
-- compares the names of databases without case even where they differ by case.
SELECT
    CAST(TABLE_NAME AS CHAR) AS relation,
    CAST(CONSTRAINT_NAME AS CHAR) AS name,
    CAST(COLUMN_NAME AS CHAR) AS column_name,
    CASE
        WHEN REFERENCED_TABLE_SCHEMA = TABLE_SCHEMA AND (
            @@lower_case_table_names <> 0
            OR CAST(REFERENCED_TABLE_SCHEMA AS BINARY) = CAST(TABLE_SCHEMA AS BINARY)
        ) THEN ''
        ELSE CAST(REFERENCED_TABLE_SCHEMA AS CHAR)
    END AS ref_schema,
    CAST(REFERENCED_TABLE_NAME AS CHAR) AS ref_table,
    CAST(REFERENCED_COLUMN_NAME AS CHAR) AS ref_column
FROM information_schema.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA = DATABASE()
  AND REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION
