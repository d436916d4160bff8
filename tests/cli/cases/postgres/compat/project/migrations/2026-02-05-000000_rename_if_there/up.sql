DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'archive' AND column_name = 'body') THEN
EXECUTE 'ALTER TABLE archive RENAME COLUMN body TO content'; END IF; END $$;
