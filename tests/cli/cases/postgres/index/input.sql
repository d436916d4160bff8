CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    name text,
    updated_at INTEGER
);
CREATE TABLE comments (
    id bigint PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE memberships (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    team text NOT NULL,
    level INTEGER NOT NULL,
    PRIMARY KEY (user_id, team)
);
CREATE TABLE notes (
    id bigint PRIMARY KEY,
    subject_type text NOT NULL,
    subject_id bigint NOT NULL
);
INSERT INTO users VALUES (1, 'a@x', 'Ada', 10), (2, 'a@x', NULL, 30), (3, 'a@x', 'A.', 20), (4, 'b@x', 'Bob', 1), (5, 'b@x', NULL, NULL), (6, 'c@x', 'Cy', 1);
INSERT INTO comments VALUES (1, 1), (2, 2), (3, 3), (4, 5), (5, 6);
INSERT INTO memberships VALUES (1, 'red', 3), (2, 'red', 1), (3, 'blue', 2), (5, 'red', 1);
INSERT INTO notes VALUES (1, 'User', 1), (2, 'Team', 1), (3, 'User', 3);
