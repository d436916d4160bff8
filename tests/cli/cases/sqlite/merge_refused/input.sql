CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE VIEW live AS SELECT * FROM users;
CREATE TABLE keyless (email text);
CREATE TABLE other (id bigint PRIMARY KEY);
INSERT INTO users VALUES (1, 'a'), (2, 'a');
