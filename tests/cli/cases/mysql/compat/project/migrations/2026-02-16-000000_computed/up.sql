ALTER TABLE users MODIFY nick VARCHAR(50) GENERATED ALWAYS AS (lower(email)) STORED;
CREATE UNIQUE INDEX users_note ON users (note);
RENAME TABLE archive TO all_archive;
CREATE VIEW archive AS SELECT * FROM all_archive;
