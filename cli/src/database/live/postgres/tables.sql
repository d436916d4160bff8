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
        'unlogged', relpersistence = 'u',
        -- WITHOUT OVERLAPS (PostgreSQL 18) is an exclusion, too.
        'exclusions', ARRAY(
            SELECT pg_get_constraintdef(con.oid)
            FROM pg_constraint AS con
            WHERE conrelid = class.oid
              AND (contype = 'x' OR to_jsonb(con) ->> 'conperiod' = 'true')
            ORDER BY conname
        ),
        'rules', ARRAY(
            SELECT json_build_object(
                'head', concat_ws(
                    ' ',
                    'rule `' || rulename || '` ON',
                    CASE ev_type::text
                        WHEN '1' THEN 'SELECT'
                        WHEN '2' THEN 'UPDATE'
                        WHEN '3' THEN 'INSERT'
                        ELSE 'DELETE'
                    END,
                    CASE WHEN is_instead THEN 'DO INSTEAD' ELSE 'DO ALSO' END
                ),
                'body', pg_get_ruledef(pg_rewrite.oid)
            )
            FROM pg_rewrite
            WHERE ev_class = class.oid AND rulename <> '_RETURN' AND ev_enabled IN ('O', 'A')
            ORDER BY rulename
        ),
        -- Bits of tgtype: 2 is BEFORE, 64 INSTEAD OF, and AFTER without both; 4 is INSERT, 8 DELETE, 16 UPDATE.
        'triggers', ARRAY(
            SELECT json_build_object(
                'head', concat_ws(
                    ' ',
                    'trigger `' || tgname || '`',
                    CASE WHEN tgtype & 2 > 0 THEN 'BEFORE' WHEN tgtype & 64 > 0 THEN 'INSTEAD OF' ELSE 'AFTER' END,
                    concat_ws(
                        ' OR ',
                        CASE WHEN tgtype & 4 > 0 THEN 'INSERT' END,
                        CASE WHEN tgtype & 16 > 0 THEN 'UPDATE' END,
                        CASE WHEN tgtype & 8 > 0 THEN 'DELETE' END
                    )
                ),
                'body', concat_ws(E'\n', prosrc, tgqual::text, tgattr::text, encode(tgargs, 'hex'))
            )
            FROM pg_trigger
            JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE tgrelid = class.oid
              AND NOT tgisinternal
              AND tgenabled IN ('O', 'A')
              AND tgtype & (4 + 8 + 16) > 0
              AND (tgtype & (2 + 64) > 0 OR prosrc ~* '\mraise\M')
            ORDER BY tgname
        ),
        'heirs', ARRAY(
            WITH RECURSIVE heir (oid) AS (
                SELECT inhrelid FROM pg_inherits WHERE inhparent = class.oid AND class.relkind = 'r'
                UNION
                SELECT inhrelid FROM pg_inherits JOIN heir ON inhparent = heir.oid
            )
            SELECT CASE
                WHEN child_schema.nspname = 'public' THEN child.relname::text
                ELSE child_schema.nspname || '.' || child.relname
            END
            FROM heir
            JOIN pg_class AS child ON child.oid = heir.oid
            JOIN pg_namespace AS child_schema ON child_schema.oid = child.relnamespace
            ORDER BY 1
        )
    )
)::text AS value
FROM pg_class AS class
JOIN pg_namespace ON pg_namespace.oid = class.relnamespace
WHERE class.relkind IN ('r', 'p', 'v', 'm')
  AND nspname NOT IN ('pg_catalog', 'information_schema')
