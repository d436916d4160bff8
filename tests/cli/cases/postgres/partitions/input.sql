CREATE TABLE owners (id integer PRIMARY KEY);
CREATE TABLE events (
    id integer, day date NOT NULL, owner integer REFERENCES owners,
    PRIMARY KEY (id, day)
) PARTITION BY RANGE (day);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (id);
CREATE TABLE events_2026_1 PARTITION OF events_2026 FOR VALUES IN (1);
CREATE UNIQUE INDEX events_2025_only ON events_2025 (id);
CREATE UNIQUE INDEX events_not_attached ON ONLY events (day, id);
CREATE TABLE notes (id integer, day date, FOREIGN KEY (id, day) REFERENCES events);
ALTER TABLE notes ADD PRIMARY KEY (id);
CREATE TABLE grand (id integer PRIMARY KEY);
CREATE TABLE inherits (extra text, PRIMARY KEY (id)) INHERITS (grand);
