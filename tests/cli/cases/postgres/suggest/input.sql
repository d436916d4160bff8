CREATE TABLE users (id integer PRIMARY KEY, uuid uuid UNIQUE, a integer, b integer, UNIQUE (a, b));
CREATE TABLE user_details (
    id integer PRIMARY KEY,
    user_id integer UNIQUE REFERENCES users,
    user_uuid uuid UNIQUE DEFERRABLE REFERENCES users (uuid),
    x integer, y integer, UNIQUE (x, y), FOREIGN KEY (y, x) REFERENCES users (b, a)
);
CREATE TABLE profiles (user_uuid uuid PRIMARY KEY REFERENCES users (uuid));
INSERT INTO users (id, a) VALUES (1, 1), (2, 1);
--- next fails
CREATE UNIQUE INDEX CONCURRENTLY users_a ON users (a);
