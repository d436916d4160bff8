CREATE TABLE users (id BIGINT PRIMARY KEY, email VARCHAR(50), bio VARCHAR(3000), note TEXT, KEY Taken (bio(10)));
CREATE TABLE visits (id BIGINT, at DATETIME NOT NULL, email VARCHAR(50), PRIMARY KEY (id, at)) PARTITION BY HASH (YEAR(at));
INSERT INTO users VALUES (1, 'a', 'x', 'n'), (2, 'a', 'x', 'n');
INSERT INTO visits VALUES (1, NOW(), 'a'), (2, NOW(), 'a');
