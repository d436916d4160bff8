ALTER TABLE users ALTER status DROP DEFAULT;
ALTER TYPE status RENAME TO old_status;
CREATE TYPE status AS ENUM ('new', 'old', 'gone');
ALTER TABLE users ALTER status TYPE status USING status::text::status;
ALTER TABLE users ALTER status SET DEFAULT 'new';
ALTER TYPE place RENAME TO old_place;
CREATE TYPE place AS (x integer, y integer);
ALTER TABLE users ALTER home TYPE place USING ROW((home).x, (home).y)::place;
