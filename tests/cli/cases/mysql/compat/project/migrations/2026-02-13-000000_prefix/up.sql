DROP INDEX users_email ON users;
CREATE UNIQUE INDEX users_email ON users (email(20));
