CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
DROP RULE nothing ON users;
ALTER TABLE users ALTER email TYPE varchar(100) COLLATE nocase;
