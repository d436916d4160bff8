ALTER TABLE users RENAME COLUMN full_name TO name;
ALTER TABLE users RENAME COLUMN nickname TO nick;
