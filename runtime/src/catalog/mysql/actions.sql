-- Not joined to foreign_keys.sql, since MariaDB compares the names of tables without case.
SELECT
    CAST(TABLE_NAME AS CHAR) AS relation,
    CAST(CONSTRAINT_NAME AS CHAR) AS name,
    CAST(DELETE_RULE AS CHAR) AS on_delete,
    CAST(UPDATE_RULE AS CHAR) AS on_update
FROM information_schema.REFERENTIAL_CONSTRAINTS
WHERE CONSTRAINT_SCHEMA = DATABASE()
