SET explicit_defaults_for_timestamp = 0;
CREATE TABLE things (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    flag TINYINT(1) NOT NULL,
    small SMALLINT NOT NULL DEFAULT 7,
    price DECIMAL(10, 2) DEFAULT 0,
    name VARCHAR(20) NOT NULL,
    bin_name VARCHAR(20) COLLATE utf8mb4_bin NOT NULL,
    old_name VARCHAR(20) CHARACTER SET latin1,
    body TEXT,
    nothing VARCHAR(10) DEFAULT NULL,
    null_word VARCHAR(10) NOT NULL DEFAULT 'NULL',
    size ENUM('small', 'it''s "big"') NOT NULL,
    tags SET('a', 'b') NOT NULL,
    bits BIT(3) NOT NULL DEFAULT b'101',
    uuid_like CHAR(36) NOT NULL DEFAULT (uuid()),
    created TIMESTAMP,
    changed TIMESTAMP,
    at DATETIME(3) NULL ON UPDATE CURRENT_TIMESTAMP(3),
    doubled INT AS (small * 2) VIRTUAL,
    tripled INT GENERATED ALWAYS AS (small * 3) STORED,
    document JSON
);
