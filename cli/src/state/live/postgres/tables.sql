-- The names of policies are left out: what counts is what they let through.
SELECT json_build_object(
    'schema', nspname,
    'name', relname,
    'facts', json_build_object(
        'row_security', CASE
            WHEN NOT relrowsecurity THEN 'off'
            WHEN relforcerowsecurity THEN 'forced'
            ELSE 'on'
        END,
        'policies', ARRAY(
            SELECT concat_ws(
                ' ',
                CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                'FOR',
                CASE polcmd::text
                    WHEN 'r' THEN 'SELECT'
                    WHEN 'a' THEN 'INSERT'
                    WHEN 'w' THEN 'UPDATE'
                    WHEN 'd' THEN 'DELETE'
                    ELSE 'ALL'
                END,
                'TO',
                array_to_string(ARRAY(
                    SELECT CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(role)::text END
                    FROM unnest(polroles) AS role
                    ORDER BY 1
                ), ', '),
                'USING (' || pg_get_expr(polqual, polrelid) || ')',
                'WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')'
            )
            FROM pg_policy
            WHERE polrelid = class.oid
            ORDER BY 1
        ),
        'unlogged', relpersistence = 'u'
    )
)::text AS value
FROM pg_class AS class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm')
  AND nspname NOT IN ('pg_catalog', 'information_schema')
