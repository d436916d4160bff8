ALTER TABLE users ALTER name TYPE varchar(40);
ALTER TABLE users ALTER total TYPE numeric(12, 2);
ALTER TABLE users ALTER seen_at TYPE timestamp;
