CREATE PROCEDURE rename_body()
BEGIN
    IF EXISTS (SELECT * FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'archive' AND column_name = 'body') THEN
        SET @sql = 'ALTER TABLE archive CHANGE body content VARCHAR(50) NOT NULL';
        PREPARE statement FROM @sql;
        EXECUTE statement;
        DEALLOCATE PREPARE statement;
    END IF;
END;
CALL rename_body();
DROP PROCEDURE rename_body;
