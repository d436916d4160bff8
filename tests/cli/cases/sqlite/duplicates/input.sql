CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, tenant_id INTEGER, deleted_at TEXT);
INSERT INTO users (email, tenant_id, deleted_at) VALUES
    ('ada@example.org', 1, NULL), ('Ada@example.org', 1, NULL), ('ada@example.org', 2, NULL),
    ('bob@example.org', 1, NULL), ('bob@example.org', 1, '2024'), (NULL, 1, NULL), (NULL, 1, NULL),
    ('eve', 3, NULL), ('eve', 3, NULL), ('eve', 3, NULL), ('eve', 3, NULL), ('eve', 3, NULL), ('eve', 3, NULL);
CREATE TABLE "odd ""rows" ("the, key" BLOB, a INTEGER, b TEXT, PRIMARY KEY (a, b));
INSERT INTO "odd ""rows" VALUES (x'00ff', 1, 'x'), (x'00ff', 2, 'two' || char(10) || 'lines');
CREATE TABLE keyless (email TEXT);
CREATE VIEW people AS SELECT * FROM users;
