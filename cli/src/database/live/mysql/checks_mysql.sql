-- The names of constraints are those of a database there.
SELECT CAST(JSON_ARRAY('', t.table_name, CONCAT('CHECK (', c.check_clause, ')')) AS CHAR) AS value
FROM information_schema.table_constraints AS t
JOIN information_schema.check_constraints AS c
    ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name
WHERE t.constraint_type = 'CHECK'
  AND t.table_schema = DATABASE()
ORDER BY t.constraint_name
