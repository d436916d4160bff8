ALTER TABLE users DROP COLUMN nick;
ALTER TABLE users ADD COLUMN nick text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED;
CREATE UNIQUE INDEX users_note ON users (note);
ALTER TABLE archive RENAME TO all_archive;
CREATE VIEW archive AS SELECT * FROM all_archive;
