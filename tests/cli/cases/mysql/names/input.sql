CREATE TABLE Users (id INT PRIMARY KEY);
CREATE TABLE users (id INT PRIMARY KEY, `User Name` VARCHAR(20) UNIQUE);
CREATE TABLE `größe "x"` (id INT PRIMARY KEY, `type` INT, `b``c` INT UNIQUE);
CREATE TABLE `order` (`key` INT PRIMARY KEY);
CREATE TABLE keyless (a INT);
CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY);
