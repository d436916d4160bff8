CREATE TABLE teams (id INT PRIMARY KEY);
CREATE TABLE users (
    id INT AUTO_INCREMENT PRIMARY KEY,
    email VARCHAR(100) NOT NULL,
    name VARCHAR(50) NOT NULL,
    plan_limit INT,
    nick VARCHAR(50) NOT NULL DEFAULT '',
    note VARCHAR(50),
    level INT NOT NULL DEFAULT 0,
    status ENUM('new','old','gone') NOT NULL DEFAULT 'new',
    team_id INT,
    UNIQUE KEY users_email (email),
    CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE
);
CREATE TABLE tickets (id INT PRIMARY KEY, first VARCHAR(50) NOT NULL, second VARCHAR(50) NOT NULL);
CREATE TABLE archive (id INT PRIMARY KEY, body VARCHAR(50) NOT NULL);
