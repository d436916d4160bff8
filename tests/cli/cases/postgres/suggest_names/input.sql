CREATE TABLE t (id bigint PRIMARY KEY, "é" text UNIQUE, "ü" text UNIQUE, "_" text UNIQUE, a text UNIQUE, "a b" text UNIQUE, UNIQUE (a), UNIQUE ("ü", "a b"));
