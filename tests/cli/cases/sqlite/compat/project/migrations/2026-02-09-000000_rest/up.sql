CREATE TABLE new_tickets (
    id INTEGER PRIMARY KEY NOT NULL REFERENCES users (id),
    first TEXT NOT NULL,
    second TEXT NOT NULL
);
INSERT INTO new_tickets SELECT id, first, second FROM tickets;
DROP TABLE tickets;
ALTER TABLE new_tickets RENAME TO tickets;
ALTER TABLE teams RENAME TO "groups";
CREATE UNIQUE INDEX groups_name_id ON "groups" (name, id);
CREATE UNIQUE INDEX users_nick ON users (nick);
ALTER TABLE users DROP COLUMN level;
ALTER TABLE users ADD COLUMN level TEXT NOT NULL GENERATED ALWAYS AS (lower(email)) VIRTUAL;
ALTER TABLE archive RENAME TO all_archive;
CREATE VIEW archive AS SELECT * FROM all_archive;
