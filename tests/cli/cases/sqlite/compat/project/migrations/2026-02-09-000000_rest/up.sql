CREATE TABLE new_tickets (
    id INTEGER PRIMARY KEY NOT NULL REFERENCES users (id),
    first TEXT NOT NULL,
    second TEXT NOT NULL
);
INSERT INTO new_tickets SELECT id, first, second FROM tickets;
DROP TABLE tickets;
ALTER TABLE new_tickets RENAME TO tickets;
ALTER TABLE teams RENAME TO "groups";
