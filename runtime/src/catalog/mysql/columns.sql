-- Where a nullable column has no default, MariaDB says 'NULL' and MySQL nothing. A default that is NULL
-- is none either; MySQL writes a text 'NULL' as the same, unless the default is an expression. A NOT NULL enum
-- without a default takes its first value, in strict mode too. EXTRA is DEFAULT_GENERATED for a
-- default that is an expression, and VIRTUAL GENERATED or STORED GENERATED for a generated column. ROW END
-- ends the period of a system-versioned row on MariaDB.
SELECT
    CAST(TABLE_NAME AS CHAR) AS relation,
    CAST(COLUMN_NAME AS CHAR) AS name,
    CAST(COLUMN_TYPE AS CHAR) AS sql_type,
    IS_NULLABLE = 'NO' AS not_null,
    COALESCE(
        EXTRA LIKE '%auto_increment%'
        OR (COLUMN_DEFAULT IS NOT NULL AND NOT (
            COLUMN_DEFAULT = 'NULL'
            AND (IS_NULLABLE = 'YES' OR VERSION() LIKE '%MariaDB%' OR EXTRA LIKE '%DEFAULT_GENERATED%')
        ))
        OR (IS_NULLABLE = 'NO' AND DATA_TYPE = 'enum'),
        0
    ) AS has_default,
    COALESCE(EXTRA LIKE '%L GENERATED%' OR EXTRA LIKE '%D GENERATED%', 0) AS is_generated,
    COALESCE(GENERATION_EXPRESSION = 'ROW END', 0) AS is_row_end,
    CASE WHEN COLLATION_NAME <> @@collation_database THEN CAST(COLLATION_NAME AS CHAR) END
        AS collation_name
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE()
ORDER BY ORDINAL_POSITION
