CREATE TABLE users (
    id int AUTO_INCREMENT PRIMARY KEY,
    email varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL UNIQUE,
    name varchar(20) CHARACTER SET utf8mb4 NOT NULL,
    bio text CHARACTER SET latin1,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
) ENGINE = InnoDB;
CREATE TABLE notes (id int AUTO_INCREMENT PRIMARY KEY, user_id int NOT NULL, UNIQUE notes_user (user_id)) ENGINE = InnoDB;
CREATE TABLE audit (id int AUTO_INCREMENT PRIMARY KEY, what text) ENGINE = InnoDB;
