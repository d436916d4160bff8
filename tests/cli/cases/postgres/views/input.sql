CREATE TABLE users (id integer PRIMARY KEY, email text);
CREATE VIEW live AS SELECT id, email FROM users;
CREATE MATERIALIZED VIEW counts AS SELECT id, count(*) AS n FROM users GROUP BY id;
CREATE UNIQUE INDEX counts_id ON counts (id);
