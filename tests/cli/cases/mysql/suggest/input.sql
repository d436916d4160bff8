CREATE TABLE users (
    id INT PRIMARY KEY, uuid CHAR(36) UNIQUE, a INT, b INT, UNIQUE (a, b), about TEXT, UNIQUE KEY users_about (about(50))
);
CREATE TABLE user_details (
    id INT PRIMARY KEY,
    user_id INT UNIQUE REFERENCES users (id),
    ignored INT, UNIQUE KEY user_details_ignored (ignored) IGNORED, FOREIGN KEY (ignored) REFERENCES users (id),
    x INT, y INT, UNIQUE (x, y), FOREIGN KEY (y, x) REFERENCES users (a, b)
);
CREATE TABLE profiles (user_uuid CHAR(36) PRIMARY KEY, FOREIGN KEY (user_uuid) REFERENCES users (uuid));
