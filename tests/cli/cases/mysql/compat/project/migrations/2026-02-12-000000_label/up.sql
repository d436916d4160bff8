ALTER TABLE users MODIFY status ENUM('new','old','paused') NOT NULL DEFAULT 'new';
