CREATE TYPE status AS ENUM ('new', 'old', 'gone');
CREATE DOMAIN points AS integer;
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (
    id serial PRIMARY KEY,
    email varchar(100) NOT NULL,
    name text NOT NULL,
    plan_limit integer,
    nick text NOT NULL DEFAULT '',
    note text,
    level points NOT NULL DEFAULT 0,
    status status NOT NULL DEFAULT 'new',
    team_id integer REFERENCES teams ON DELETE CASCADE
);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TABLE tickets (id integer PRIMARY KEY, first text NOT NULL, second text NOT NULL);
CREATE TABLE archive (id integer PRIMARY KEY, body text NOT NULL);
