INSERT INTO users (email, note, level, status, tenant) VALUES ('a@x', '', 1, 'new', 1);
DROP INDEX users_email;
CREATE UNIQUE INDEX users_email ON users (email) WHERE level > 0;
