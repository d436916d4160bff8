-- MariaDB would open the tables of all databases for a join.
SELECT CAST(JSON_ARRAY('', table_name, CONCAT('CHECK (', check_clause, ')')) AS CHAR) AS value
FROM information_schema.check_constraints
WHERE constraint_schema = DATABASE()
ORDER BY constraint_name
