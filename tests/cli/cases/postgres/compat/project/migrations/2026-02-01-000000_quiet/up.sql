ALTER TABLE users ADD COLUMN city text;
ALTER TABLE users ADD COLUMN locale text NOT NULL DEFAULT 'en';
CREATE INDEX users_name ON users (name);
ALTER TABLE users DROP COLUMN plan_limit;
