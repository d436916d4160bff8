CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
CREATE TABLE "it's" (id INTEGER PRIMARY KEY);
CREATE INDEX Taken ON users (name);
CREATE UNIQUE INDEX Users_Name ON users (name);
INSERT INTO users VALUES (1, 'a', 'n'), (2, 'a', 'm');
