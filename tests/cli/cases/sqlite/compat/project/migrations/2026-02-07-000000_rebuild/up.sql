CREATE TABLE new_users (
    id INTEGER PRIMARY KEY NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    nick TEXT,
    level TEXT NOT NULL,
    locale TEXT NOT NULL,
    team_id BIGINT NOT NULL CHECK (team_id > 0) REFERENCES teams (id) ON DELETE SET NULL
);
INSERT INTO new_users SELECT id, email, name, nick, level, locale, team_id FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE UNIQUE INDEX users_email ON users (email);
