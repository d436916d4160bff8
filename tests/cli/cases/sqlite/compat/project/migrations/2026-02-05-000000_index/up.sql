DROP INDEX users_email;
CREATE UNIQUE INDEX users_email ON users (email) WHERE plan_limit IS NULL;
DROP INDEX teams_name;
