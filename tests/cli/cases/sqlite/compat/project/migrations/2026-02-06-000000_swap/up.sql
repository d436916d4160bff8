ALTER TABLE tickets RENAME COLUMN first TO other;
ALTER TABLE tickets RENAME COLUMN second TO first;
ALTER TABLE tickets RENAME COLUMN other TO second;
