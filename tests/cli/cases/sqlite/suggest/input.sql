CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    email TEXT UNIQUE,
    tenant_id INTEGER,
    slug TEXT,
    "type" TEXT UNIQUE,
    uuid TEXT UNIQUE,
    deleted_at TEXT,
    UNIQUE (tenant_id, slug)
);
CREATE UNIQUE INDEX users_email_again ON users (email);
CREATE UNIQUE INDEX users_live_slug_idx ON users (tenant_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX "users-lower-email" ON users (lower(email));
CREATE UNIQUE INDEX idx_users_lower_email ON users (lower(email), slug);
CREATE INDEX users_tenant ON users (tenant_id);
CREATE TABLE user_details (user_id INTEGER PRIMARY KEY REFERENCES users);
CREATE TABLE user_categories (id INTEGER PRIMARY KEY, user_uuid TEXT UNIQUE REFERENCES users (uuid));
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users);
CREATE TABLE pinned (user_id INTEGER REFERENCES users, deleted_at TEXT);
CREATE UNIQUE INDEX pinned_live ON pinned (user_id) WHERE deleted_at IS NULL;
CREATE TABLE versions (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE version_notes (
    x INTEGER, y INTEGER, z INTEGER UNIQUE, w INTEGER UNIQUE,
    UNIQUE (y, x),
    FOREIGN KEY (x, y) REFERENCES versions (a, b)
);
CREATE TABLE people (id INTEGER PRIMARY KEY, boss INTEGER UNIQUE REFERENCES people, twin INTEGER UNIQUE REFERENCES people);
CREATE TABLE keyless (a TEXT);
