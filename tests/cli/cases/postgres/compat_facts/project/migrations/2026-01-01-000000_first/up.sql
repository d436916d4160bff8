CREATE TYPE status AS ENUM ('new', 'old');
CREATE TYPE place AS (x integer, y integer);
CREATE TABLE users (
    id serial PRIMARY KEY,
    email varchar(100) NOT NULL UNIQUE,
    name varchar(20) NOT NULL,
    total numeric(10, 2) NOT NULL DEFAULT 0,
    status status NOT NULL DEFAULT 'new',
    home place,
    seen_at timestamp(3)
);
CREATE TABLE notes (id serial PRIMARY KEY, user_id integer NOT NULL UNIQUE REFERENCES users);
CREATE TABLE audit (id serial PRIMARY KEY, what text);
CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN INSERT INTO audit (what) VALUES (TG_OP); RETURN NULL; END$$;
CREATE FUNCTION check_name() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN IF NEW.name = '' THEN RAISE EXCEPTION 'empty'; END IF; RETURN NEW; END$$;
CREATE TRIGGER users_check BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION check_name();
