CREATE TABLE users (id bigint PRIMARY KEY, email VARCHAR(20));
CREATE VIEW live AS SELECT * FROM users;
CREATE TABLE keyless (email VARCHAR(20));
CREATE TABLE other (id bigint PRIMARY KEY);
INSERT INTO users VALUES (1, 'a'), (2, 'a');
