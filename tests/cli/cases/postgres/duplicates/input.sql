CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100), tenant_id INTEGER);
INSERT INTO users VALUES (1, 'a@x', 1), (2, 'b@x', 1), (3, 'a@x', 2), (4, 'b@x', 1), (5, 'B@x', 1), (6, 'c@x', 1);
