CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT, slug TEXT);
CREATE INDEX users_email ON users (email);
