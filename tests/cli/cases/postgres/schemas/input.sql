CREATE SCHEMA audit;
CREATE SCHEMA "my schema";
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE audit.events (id integer PRIMARY KEY, user_id integer UNIQUE REFERENCES users);
CREATE TABLE audit.users (id integer PRIMARY KEY);
CREATE TABLE "my schema"."type" (id integer PRIMARY KEY);
CREATE TABLE keyless (a integer);
CREATE TEMPORARY TABLE temporary (id integer PRIMARY KEY);
