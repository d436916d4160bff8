ALTER TABLE users ALTER email TYPE varchar(100) COLLATE "C";
