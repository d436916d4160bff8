CREATE TABLE users (id bigint PRIMARY KEY, email text, name text, late text CONSTRAINT users_late_key UNIQUE DEFERRABLE);
CREATE TABLE other (id bigint PRIMARY KEY, email text);
CREATE UNIQUE INDEX other_email ON other (email);
CREATE INDEX users_email_key ON users (email);
CREATE UNIQUE INDEX users_email_live ON users (email) WHERE name IS NOT NULL;
CREATE VIEW live AS SELECT * FROM users;
INSERT INTO users VALUES (1, 'a', 'n'), (2, 'b', 'n');
--- next fails
CREATE UNIQUE INDEX CONCURRENTLY users_left ON users (name);
