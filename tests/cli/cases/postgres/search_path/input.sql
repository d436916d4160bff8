CREATE SCHEMA app;
CREATE FUNCTION app.canon(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
CREATE TABLE users (id integer PRIMARY KEY, email text);
CREATE UNIQUE INDEX users_canon ON users (app.canon(email)) WHERE app.canon(email) <> '';
