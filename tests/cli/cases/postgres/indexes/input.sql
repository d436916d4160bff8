CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    tenant_id bigint,
    slug text COLLATE "C",
    "Weird ""name""" text,
    deleted_at timestamptz,
    code integer CONSTRAINT users_deferred UNIQUE DEFERRABLE INITIALLY DEFERRED,
    other integer CONSTRAINT users_deferrable UNIQUE DEFERRABLE,
    during int4range,
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_nulls UNIQUE NULLS NOT DISTINCT (tenant_id, code),
    CONSTRAINT users_during EXCLUDE USING gist (during WITH &&)
);
CREATE UNIQUE INDEX users_live_slug ON users (tenant_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_lower_email ON users (lower(email));
CREATE UNIQUE INDEX users_mixed ON users (tenant_id DESC NULLS LAST, (email || ' ' || slug), "Weird ""name""" COLLATE "POSIX" text_pattern_ops) INCLUDE (id, code) WHERE email <> 'a "quoted" one' AND tenant_id IN (1, 2);
CREATE UNIQUE INDEX "users ünïque" ON users (email COLLATE "C");
CREATE INDEX users_hash ON users USING hash (email);
CREATE INDEX users_name ON users (slug);
INSERT INTO users (id, email, tenant_id, code) VALUES (1, 'a', 7, 1), (2, 'b', 7, 2);
--- next fails
CREATE UNIQUE INDEX CONCURRENTLY users_broken ON users (tenant_id);
