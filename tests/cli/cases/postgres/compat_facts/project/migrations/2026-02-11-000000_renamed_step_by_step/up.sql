CREATE UNIQUE INDEX notes_user ON notes (user_id);
ALTER TABLE notes DROP CONSTRAINT notes_user_id_key;
