CREATE TABLE users (
    id BIGINT PRIMARY KEY,
    email VARCHAR(40) NOT NULL,
    name VARCHAR(40),
    updated_at INTEGER
);
CREATE TABLE comments (
    id BIGINT PRIMARY KEY,
    author_id BIGINT NOT NULL,
    CONSTRAINT comments_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE memberships (
    user_id BIGINT NOT NULL,
    team VARCHAR(40) NOT NULL,
    level INTEGER NOT NULL,
    PRIMARY KEY (user_id, team),
    CONSTRAINT memberships_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE notes (
    id BIGINT PRIMARY KEY,
    subject_type VARCHAR(40) NOT NULL,
    subject_id BIGINT NOT NULL
);
INSERT INTO users VALUES (1, 'a@x', 'Ada', 10), (2, 'a@x', NULL, 30), (3, 'a@x', 'A.', 20), (4, 'b@x', 'Bob', 1), (5, 'b@x', NULL, NULL), (6, 'c@x', 'Cy', 1);
INSERT INTO comments VALUES (1, 1), (2, 2), (3, 3), (4, 5), (5, 6);
INSERT INTO memberships VALUES (1, 'red', 3), (2, 'red', 1), (3, 'blue', 2), (5, 'red', 1);
INSERT INTO notes VALUES (1, 'User', 1), (2, 'Team', 1), (3, 'User', 3);
