DROP INDEX users_email;
ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (email) DEFERRABLE;
