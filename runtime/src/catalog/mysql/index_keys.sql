-- One row for each key; the facts of an index stand in each of its rows. A value before a comment
-- gives way to the column of that name where the server has it: see optional_columns.sql.
-- SUB_PART of a spatial index is the size of its entries.
SELECT
    CAST(TABLE_NAME AS CHAR) AS relation,
    CAST(INDEX_NAME AS CHAR) AS index_name,
    NON_UNIQUE = 0 AS is_unique,
    LOWER(CAST(INDEX_TYPE AS CHAR)) AS method,
    'YES' /* IS_VISIBLE */ = 'YES' AND 'NO' /* IGNORED */ = 'NO' AS is_visible,
    CAST(COLUMN_NAME AS CHAR) AS column_name,
    CAST(NULL /* EXPRESSION */ AS CHAR) AS expression,
    CASE WHEN INDEX_TYPE IN ('BTREE', 'HASH') THEN CAST(SUB_PART AS SIGNED) END AS prefix,
    COALESCE(COLLATION = 'D', 0) AS is_descending
FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA = DATABASE()
ORDER BY INDEX_NAME, SEQ_IN_INDEX
