ALTER TABLE users ALTER COLUMN status DROP DEFAULT;
ALTER TYPE status RENAME TO old_status;
CREATE TYPE status AS ENUM ('new', 'old');
ALTER TABLE users ALTER COLUMN status TYPE status USING status::text::status;
DROP TYPE old_status;
