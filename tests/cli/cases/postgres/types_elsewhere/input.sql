CREATE SCHEMA extensions;
CREATE EXTENSION citext SCHEMA extensions;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE extensions."My Type" AS ENUM ('a');
CREATE DOMAIN extensions.email AS text;
CREATE TABLE users (id bigint PRIMARY KEY, email extensions.citext UNIQUE, all_emails extensions.citext[], feeling mood, feelings mood[], own extensions."My Type", other extensions.email, plain text[]);
