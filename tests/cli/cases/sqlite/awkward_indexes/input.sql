CREATE TABLE things (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE nocase,
    "where" TEXT,
    "a ""b"", (c)" TEXT,
    größe INTEGER,
    [brackets] TEXT,
    `ticks` TEXT,
    UNIQUE ("where", name)
);
CREATE INDEX "index (with) WHERE" ON things ("where" COLLATE rtrim DESC, name COLLATE binary);
CREATE UNIQUE INDEX things_lower ON things (lower(name) /* a, comment) */, -- and another (
    coalesce("a ""b"", (c)", 'x,)'), größe + 1 DESC);
CREATE UNIQUE INDEX things_partial ON things (name) WHERE "where" = ' WHERE (' AND (größe > 1 OR "where" IS NULL) -- end
;
create unique index things_keywords on things([brackets], `ticks` asc) where/**/ticks not null;
CREATE INDEX things_collated ON things (ticks || ',' COLLATE nocase DESC);
CREATE UNIQUE INDEX things_case ON things (CASE WHEN name = '''' THEN 'it''s "quoted"' ELSE ticks END);
CREATE UNIQUE INDEX things_lines ON things (name)
WHERE größe
    IN (1, 2);
